import { cssColor, serviceColor } from '../theme/service-color.ts'
import './ServiceName.css'

/** A service: its colour, its name. */
export function ServiceName({ name }: { readonly name: string }) {
  return (
    <span className="service-name">
      <span className="service-name__swatch" style={{ background: cssColor(serviceColor(name)) }} />
      <span className="service-name__text">{name}</span>
    </span>
  )
}
