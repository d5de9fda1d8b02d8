import { Select } from '@base-ui/react/select'
import { Switch } from '@base-ui/react/switch'
import { Toggle } from '@base-ui/react/toggle'
import { ChartScatter, ChevronDown, CircleAlert, Clock, Search, X } from 'lucide-react'
import { useEffect, useId, useRef, useState } from 'react'
import { formatMoment } from '../format/time.ts'
import { typingRestMs } from '../limits.ts'
import { useKeys } from '../parts/use-keys.ts'
import { boundMs, type ListFilter, ranges } from './filter.ts'
import { ServiceFilter } from './ServiceFilter.tsx'

interface FilterProps {
  readonly filter: ListFilter
  readonly onFilter: (filter: ListFilter) => void
}

interface FilterBarProps extends FilterProps {
  readonly chartShown: boolean
  readonly onChartShown: (shown: boolean) => void
}

export function FilterBar({ filter, onFilter, chartShown, onChartShown }: FilterBarProps) {
  return (
    <header className="topbar">
      <h1 className="topbar__title">Traces</h1>
      <ServiceFilter filter={filter} onFilter={onFilter} />
      <TextFilter filter={filter} onFilter={onFilter} />
      <Toggle
        className="field errors-only"
        pressed={filter.errors === true}
        onPressedChange={pressed => onFilter(without(filter, 'errors', pressed && { errors: true }))}
      >
        <CircleAlert size={14} aria-hidden />
        Errors only
      </Toggle>
      <span className="topbar__gap" />
      <Toggle
        className="icon-button"
        pressed={chartShown}
        onPressedChange={onChartShown}
        aria-label="Chart"
        title={chartShown ? 'Fold the chart' : 'Show the chart'}
      >
        <ChartScatter size={16} aria-hidden />
      </Toggle>
      <RangeFilter filter={filter} onFilter={onFilter} />
      <LiveSwitch filter={filter} onFilter={onFilter} />
    </header>
  )
}

/** The filter without one of its parts, or with a new one in its place. */
export function without(
  filter: ListFilter,
  part: keyof ListFilter,
  instead: Partial<ListFilter> | false | undefined,
): ListFilter {
  const { [part]: _, live = true, ...rest } = filter
  return { ...rest, live, ...instead }
}

function LiveSwitch({ filter, onFilter }: FilterProps) {
  const id = useId()
  return (
    <div className="live">
      <Switch.Root
        id={id}
        className="live__switch"
        checked={filter.live}
        onCheckedChange={live => onFilter({ ...filter, live })}
      >
        <Switch.Thumb className="live__thumb" />
      </Switch.Root>
      <label htmlFor={id}>Live</label>
    </div>
  )
}

function TextFilter({ filter, onFilter }: FilterProps) {
  const input = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState(filter.text ?? '')
  const [applied, setApplied] = useState(filter.text)
  if (applied !== filter.text) {
    // The address changed by other means (back, clear): the field follows.
    setApplied(filter.text)
    setTyped(filter.text ?? '')
  }
  const apply = useRef(onFilter)
  useEffect(() => {
    apply.current = text => onFilter(text)
  })
  useEffect(() => {
    if (typed === (filter.text ?? '')) return
    const timer = setTimeout(
      () => apply.current(without(filter, 'text', typed !== '' && { text: typed })),
      typingRestMs,
    )
    return () => clearTimeout(timer)
  }, [typed, filter])
  useKeys({ '/': () => input.current?.focus() })
  return (
    <div className="field text-filter">
      <Search size={14} aria-hidden />
      <input
        ref={input}
        type="text"
        aria-label="Filter by text"
        placeholder="Span name or attribute value"
        spellCheck={false}
        value={typed}
        onChange={event => setTyped(event.target.value)}
        onKeyDown={event => event.key === 'Escape' && input.current?.blur()}
      />
      {typed ? (
        <button type="button" aria-label="Clear text" onClick={() => setTyped('')}>
          <X size={14} aria-hidden />
        </button>
      ) : (
        <kbd className="key-hint">/</kbd>
      )}
    </div>
  )
}

function boundText(bound: string): string {
  const ms = boundMs(bound)
  return ms === undefined ? bound : formatMoment(BigInt(Math.round(ms)) * 1_000_000n)
}

const anyTime = 'any'
const rangeItems = [
  { value: anyTime, label: 'Any time' },
  ...Object.entries(ranges).map(([value, { label }]) => ({ value, label })),
]

function RangeFilter({ filter, onFilter }: FilterProps) {
  const { from: _from, to: _to, range: _range, ...rest } = filter
  if (filter.from || filter.to) {
    return (
      <button type="button" className="field" title="Show any time" onClick={() => onFilter(rest)}>
        <Clock size={14} aria-hidden />
        {filter.from ? boundText(filter.from) : '…'} – {filter.to ? boundText(filter.to) : 'now'}
        <X size={14} aria-hidden />
      </button>
    )
  }
  return (
    <Select.Root
      items={rangeItems}
      value={filter.range ?? anyTime}
      onValueChange={value =>
        onFilter(value && Object.hasOwn(ranges, value) ? { ...rest, range: value as keyof typeof ranges } : rest)
      }
    >
      <Select.Trigger className="field" aria-label="Time range">
        <Clock size={14} aria-hidden />
        <Select.Value />
        <ChevronDown size={14} aria-hidden />
      </Select.Trigger>
      <Select.Portal>
        <Select.Positioner sideOffset={4} align="end" alignItemWithTrigger={false}>
          <Select.Popup className="popup">
            {rangeItems.map(({ value, label }) => (
              <Select.Item key={value} value={value} className="popup__item">
                <Select.ItemText>{label}</Select.ItemText>
              </Select.Item>
            ))}
          </Select.Popup>
        </Select.Positioner>
      </Select.Portal>
    </Select.Root>
  )
}
