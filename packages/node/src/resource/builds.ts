/** Variables in which builds and platforms say what they build or run. */
export interface Build {
  readonly revision: string
  readonly branch: readonly string[]
  /** With names of variables in braces. */
  readonly url?: string
}

/** What belongs together is taken together: the branch of one and the commit of another would be neither. */
export const builds: readonly Build[] = [
  {
    revision: 'VERCEL_GIT_COMMIT_SHA',
    branch: ['VERCEL_GIT_COMMIT_REF'],
    url: 'https://{VERCEL_GIT_PROVIDER}.com/{VERCEL_GIT_REPO_OWNER}/{VERCEL_GIT_REPO_SLUG}',
  },
  { revision: 'RENDER_GIT_COMMIT', branch: ['RENDER_GIT_BRANCH'] },
  {
    revision: 'RAILWAY_GIT_COMMIT_SHA',
    branch: ['RAILWAY_GIT_BRANCH'],
    url: 'https://github.com/{RAILWAY_GIT_REPO_OWNER}/{RAILWAY_GIT_REPO_NAME}',
  },
  { revision: 'HEROKU_BUILD_COMMIT', branch: [] },
  { revision: 'HEROKU_SLUG_COMMIT', branch: [] },
  { revision: 'CF_PAGES_COMMIT_SHA', branch: ['CF_PAGES_BRANCH'] },
  { revision: 'COMMIT_REF', branch: ['HEAD', 'BRANCH'], url: '{REPOSITORY_URL}' },
  {
    revision: 'GITHUB_SHA',
    branch: ['GITHUB_HEAD_REF', 'GITHUB_REF_NAME'],
    url: '{GITHUB_SERVER_URL}/{GITHUB_REPOSITORY}',
  },
  { revision: 'CI_COMMIT_SHA', branch: ['CI_COMMIT_REF_NAME'], url: '{CI_PROJECT_URL}' },
  { revision: 'BITBUCKET_COMMIT', branch: ['BITBUCKET_BRANCH'], url: '{BITBUCKET_GIT_HTTP_ORIGIN}' },
  { revision: 'CIRCLE_SHA1', branch: ['CIRCLE_BRANCH'], url: '{CIRCLE_REPOSITORY_URL}' },
  { revision: 'BUILDKITE_COMMIT', branch: ['BUILDKITE_BRANCH'], url: '{BUILDKITE_REPO}' },
  { revision: 'TRAVIS_COMMIT', branch: ['TRAVIS_PULL_REQUEST_BRANCH', 'TRAVIS_BRANCH'] },
  { revision: 'DRONE_COMMIT_SHA', branch: ['DRONE_SOURCE_BRANCH', 'DRONE_BRANCH'], url: '{DRONE_REPO_LINK}' },
  { revision: 'BUILD_SOURCEVERSION', branch: ['BUILD_SOURCEBRANCHNAME'], url: '{BUILD_REPOSITORY_URI}' },
  { revision: 'CODEBUILD_RESOLVED_SOURCE_VERSION', branch: [], url: '{CODEBUILD_SOURCE_REPO_URL}' },
  { revision: 'SOURCE_VERSION', branch: [] },
  { revision: 'SOURCE_COMMIT', branch: ['SOURCE_BRANCH'] },
  { revision: 'GIT_COMMIT', branch: ['GIT_BRANCH'], url: '{GIT_URL}' },
  { revision: 'GIT_COMMIT_SHA', branch: ['GIT_BRANCH'], url: '{GIT_URL}' },
  { revision: 'GIT_SHA', branch: ['GIT_BRANCH'], url: '{GIT_URL}' },
  { revision: 'COMMIT_SHA', branch: ['BRANCH_NAME'] },
]
