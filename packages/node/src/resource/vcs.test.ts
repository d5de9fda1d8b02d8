import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { Environment } from '../settings/environment.ts'
import { machine } from '../testing/surroundings.ts'
import { foldersFrom, readSmallFile } from './surroundings.ts'
import { browsable, detectVcs } from './vcs.ts'

describe('a repository of git tells without git', () => {
  let folder: string
  let repository: string
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'throughline-git-'))
    repository = join(folder, 'shop')
    git(folder, 'init', '--quiet', '--initial-branch=main', repository)
    git(repository, 'commit', '--quiet', '--allow-empty', '--message=first')
    git(repository, 'remote', 'add', 'upstream', 'https://example.org/upstream.git')
    git(repository, 'remote', 'add', 'origin', 'https://me:token@example.org/team/shop.git')
    writeFileSync(join(repository, 'package.json'), '{}')
  })
  after(() => rmSync(folder, { recursive: true }))

  const detected = (path: string) =>
    detectVcs({ environment: {}, folders: foldersFrom(join(path, 'src', 'main.js')), read: readSmallFile })

  test('commit, branch and where it comes from, without the credentials of that', () => {
    assert.deepEqual(detected(repository), {
      'vcs.ref.head.revision': git(repository, 'rev-parse', 'HEAD'),
      'vcs.ref.head.name': 'main',
      'vcs.repository.url.full': 'https://example.org/team/shop',
    })
  })

  test('the same where its references are packed, and on a branch with a slash', () => {
    git(repository, 'checkout', '--quiet', '-b', 'feature/packed')
    git(repository, 'commit', '--quiet', '--allow-empty', '--message=second')
    git(repository, 'pack-refs', '--all')
    const attributes = detected(repository)
    assert.equal(attributes['vcs.ref.head.revision'], git(repository, 'rev-parse', 'HEAD'))
    assert.equal(attributes['vcs.ref.head.name'], 'feature/packed')
  })

  test('the same in a worktree, whose branch is its own', () => {
    const worktree = join(folder, 'worktree')
    git(repository, 'worktree', 'add', '--quiet', '-b', 'other', worktree)
    git(worktree, 'commit', '--quiet', '--allow-empty', '--message=third')
    const attributes = detected(worktree)
    assert.equal(attributes['vcs.ref.head.revision'], git(worktree, 'rev-parse', 'HEAD'))
    assert.equal(attributes['vcs.ref.head.name'], 'other')
    assert.equal(attributes['vcs.repository.url.full'], 'https://example.org/team/shop')
  })

  test('the commit alone where no branch is checked out', () => {
    const revision = git(repository, 'rev-parse', 'HEAD')
    git(repository, 'checkout', '--quiet', '--detach')
    const attributes = detected(repository)
    assert.equal(attributes['vcs.ref.head.revision'], revision)
    assert.equal(attributes['vcs.ref.head.name'], undefined)
  })

  test('no commit before the first one, and nothing where there is no repository', () => {
    const empty = join(folder, 'empty')
    git(folder, 'init', '--quiet', '--initial-branch=main', empty)
    assert.equal(detected(empty)['vcs.ref.head.revision'], undefined)
    assert.equal(detectVcs(machine({}))['vcs.ref.head.name'], undefined)
  })
})

describe('a build tells by its variables', () => {
  const revision = '5ce2402a33e6f161cd48298f607f8490b0219d56'
  const cases: readonly (readonly [
    name: string,
    environment: Environment,
    branch?: string | undefined,
    url?: string,
  ])[] = [
    [
      'of GitHub, of which a pull request has a branch of its own',
      {
        GITHUB_SHA: revision,
        GITHUB_HEAD_REF: 'fix',
        GITHUB_REF_NAME: '7/merge',
        GITHUB_SERVER_URL: 'https://github.com',
        GITHUB_REPOSITORY: 'team/shop',
      },
      'fix',
      'https://github.com/team/shop',
    ],
    [
      'of GitLab, whose address may hold a token',
      { CI_COMMIT_SHA: revision, CI_COMMIT_REF_NAME: 'main', CI_PROJECT_URL: 'https://ci:token@gitlab.com/team/shop' },
      'main',
      'https://gitlab.com/team/shop',
    ],
    [
      'of Vercel',
      {
        VERCEL_GIT_COMMIT_SHA: revision,
        VERCEL_GIT_COMMIT_REF: 'main',
        VERCEL_GIT_PROVIDER: 'github',
        VERCEL_GIT_REPO_OWNER: 'team',
        VERCEL_GIT_REPO_SLUG: 'shop',
      },
      'main',
      'https://github.com/team/shop',
    ],
    ['of Render', { RENDER_GIT_COMMIT: revision, RENDER_GIT_BRANCH: 'main' }, 'main'],
    [
      'of Railway',
      { RAILWAY_GIT_COMMIT_SHA: revision, RAILWAY_GIT_REPO_OWNER: 'team', RAILWAY_GIT_REPO_NAME: 'shop' },
      undefined,
      'https://github.com/team/shop',
    ],
    ['of Heroku', { SOURCE_VERSION: revision }],
    [
      'of Jenkins',
      { GIT_COMMIT: revision, GIT_BRANCH: 'origin/main', GIT_URL: 'git@example.org:team/shop.git' },
      'main',
      'https://example.org/team/shop',
    ],
  ]
  for (const [name, environment, branch, url] of cases) {
    test(name, () => {
      assert.deepEqual(detectVcs(machine(environment)), {
        'vcs.ref.head.revision': revision,
        'vcs.ref.head.name': branch,
        'vcs.repository.url.full': url,
      })
    })
  }

  test('and not by one that holds something else', () => {
    assert.equal(detectVcs(machine({ SOURCE_VERSION: 'v1', GIT_BRANCH: 'main' }))['vcs.ref.head.name'], undefined)
  })
})

test('an address of a repository is one for a browser, and has no credentials', () => {
  const addresses = [
    ['https://user:secret@example.org:8443/team/shop.git', 'https://example.org:8443/team/shop'],
    ['https://secret@example.org/team/shop/', 'https://example.org/team/shop'],
    ['https://example.org/team/shop?token=secret', 'https://example.org/team/shop'],
    ['git@example.org:team/shop.git', 'https://example.org/team/shop'],
    ['ssh://git@example.org:2222/team/shop.git', 'https://example.org/team/shop'],
    ['git://example.org/team/shop.git', 'https://example.org/team/shop'],
    ['/srv/git/shop.git', undefined],
    ['file:///srv/git/shop.git', undefined],
    ['C:\\shop', undefined],
  ] as const
  for (const [remote, address] of addresses) assert.equal(browsable(remote), address, remote)
})

function git(folder: string, ...args: readonly string[]): string {
  const { GIT_DIR: _ours, ...env } = process.env
  const who = ['-c', 'user.name=Test', '-c', 'user.email=test@example.org', '-c', 'commit.gpgsign=false']
  return execFileSync('git', [...who, ...args], { cwd: folder, encoding: 'utf8', env }).trim()
}
