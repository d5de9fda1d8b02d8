import { Combobox } from '@base-ui/react/combobox'
import { useQuery } from '@tanstack/react-query'
import { ChevronDown, X } from 'lucide-react'
import { serviceListQuery } from '../api/queries.ts'
import { ServiceName } from '../parts/ServiceName.tsx'
import { cssColor, serviceColor } from '../theme/service-color.ts'
import { type FilterProps, without } from './filter.ts'

export function ServiceFilter({ filter, onFilter }: FilterProps) {
  const { data: services = [] } = useQuery(serviceListQuery(filter))
  return (
    <Combobox.Root
      items={services}
      value={filter.service ?? null}
      onValueChange={service => onFilter(without(filter, 'service', service ? { service } : undefined))}
      autoHighlight
    >
      <Combobox.InputGroup className="field service-filter">
        {filter.service && (
          <span className="service-name__swatch" style={{ background: cssColor(serviceColor(filter.service)) }} />
        )}
        <Combobox.Input aria-label="Filter by service" placeholder="All services" spellCheck={false} />
        {filter.service && (
          <Combobox.Clear aria-label="All services">
            <X size={14} aria-hidden />
          </Combobox.Clear>
        )}
        <Combobox.Trigger aria-label="Show services">
          <ChevronDown size={14} aria-hidden />
        </Combobox.Trigger>
      </Combobox.InputGroup>
      <Combobox.Portal>
        <Combobox.Positioner sideOffset={4} align="start">
          <Combobox.Popup className="popup">
            <Combobox.Empty className="popup__empty">
              {services.length === 0 ? 'No service has sent spans yet' : 'No service of that name'}
            </Combobox.Empty>
            <Combobox.List>
              {(service: string) => (
                <Combobox.Item key={service} value={service} className="popup__item">
                  <ServiceName name={service} />
                </Combobox.Item>
              )}
            </Combobox.List>
          </Combobox.Popup>
        </Combobox.Positioner>
      </Combobox.Portal>
    </Combobox.Root>
  )
}
