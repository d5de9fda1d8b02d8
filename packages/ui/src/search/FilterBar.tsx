import { Switch } from '@base-ui/react/switch'
import { Toggle } from '@base-ui/react/toggle'
import { ChartScatter, CircleAlert } from 'lucide-react'
import { useId } from 'react'
import { type FilterProps, without } from './filter.ts'
import { RangeFilter } from './RangeFilter.tsx'
import { ServiceFilter } from './ServiceFilter.tsx'
import { TextFilter } from './TextFilter.tsx'

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
