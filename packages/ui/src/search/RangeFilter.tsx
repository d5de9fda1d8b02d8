import { Select } from '@base-ui/react/select'
import { ChevronDown, Clock, X } from 'lucide-react'
import { formatMoment } from '../format/time.ts'
import { boundMs, type FilterProps, ranges } from './filter.ts'

function boundText(bound: string): string {
  const ms = boundMs(bound)
  return ms === undefined ? bound : formatMoment(BigInt(Math.round(ms)) * 1_000_000n)
}

const anyTime = 'any'
const rangeItems = [
  { value: anyTime, label: 'Any time' },
  ...Object.entries(ranges).map(([value, { label }]) => ({ value, label })),
]

export function RangeFilter({ filter, onFilter }: FilterProps) {
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
