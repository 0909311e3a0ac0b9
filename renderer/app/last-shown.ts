import { shallowReactive } from 'vue'
import type { RouteLocationRaw, Router } from 'vue-router'
import { places, type Place } from './router.ts'

const shown = shallowReactive(new Map<Place['name'], RouteLocationRaw>())

/**
 * Remembers what each place shows, so that going there again does not start over. Call once for the router. Which
 * plan is open is no place's own: it is left out, and the place shows the one that is open when it is entered.
 */
export function rememberPlaces(router: Router): void {
  router.afterEach(({ name, params: { plan: _, ...params }, query }) => {
    const place = places.find((one) => one.name === name)
    if (place) shown.set(place.name, { name: place.name, params, query })
  })
}

/** Where a place leads: to what it showed last; from within, to its beginning. */
export const placeTarget = (name: Place['name'], here: unknown): RouteLocationRaw =>
  here === name ? { name } : (shown.get(name) ?? { name })
