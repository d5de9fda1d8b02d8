import { createRootRoute, createRoute, createRouter } from '@tanstack/react-router'
import { type ListSearch, parseListSearch } from './search/filter.ts'
import { SearchScreen } from './search/SearchScreen.tsx'
import { Broken } from './shell/Broken.tsx'
import { NotFound } from './shell/NotFound.tsx'
import { Shell } from './shell/Shell.tsx'
import { TraceScreen } from './trace/TraceScreen.tsx'

const rootRoute = createRootRoute({ component: Shell, notFoundComponent: NotFound })

const homeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  validateSearch: parseListSearch,
  component: function Home() {
    const navigate = homeRoute.useNavigate()
    return <SearchScreen search={homeRoute.useSearch()} onSearch={search => navigate({ search, replace: true })} />
  },
})

const searchRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/search',
  validateSearch: parseListSearch,
  component: function Search() {
    const navigate = searchRoute.useNavigate()
    return <SearchScreen search={searchRoute.useSearch()} onSearch={search => navigate({ search, replace: true })} />
  },
})

const traceRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/trace/$traceId',
  validateSearch: (search: Record<string, unknown>): { span?: string } =>
    typeof search.span === 'string' ? { span: search.span } : {},
  component: function Trace() {
    const { traceId } = traceRoute.useParams()
    const { span } = traceRoute.useSearch()
    const navigate = traceRoute.useNavigate()
    // Stepping through spans must not fill the history: back leads to the list.
    const select = (spanId: string | undefined) =>
      navigate({ search: spanId === undefined ? {} : { span: spanId }, replace: true, state: true })
    return <TraceScreen key={traceId} traceId={traceId} selectedSpanId={span} onSelect={select} />
  },
})

export const createPageRouter = () =>
  createRouter({
    defaultErrorComponent: Broken,
    // Back leads to the place in the list. A trace scrolls by itself, to the span in its address.
    scrollRestoration: ({ location }) => !location.pathname.startsWith('/trace/'),
    routeTree: rootRoute.addChildren([homeRoute, searchRoute, traceRoute]),
    // The default reads values as JSON, which would turn a span id such as 1234567890123456 into a number.
    parseSearch: text => Object.fromEntries(new URLSearchParams(text)),
    stringifySearch: search => {
      const text = new URLSearchParams(search as Record<string, string>).toString()
      return text && `?${text}`
    },
  })

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createPageRouter>
  }
  interface HistoryState {
    /** The list that a trace was opened from: where "Traces" leads back to. */
    list?: ListSearch
  }
}
