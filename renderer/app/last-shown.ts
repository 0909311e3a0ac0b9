import { shallowReactive } from 'vue'
import type { RouteLocationRaw, Router } from 'vue-router'
import { places, type Place } from './router.ts'

const shown = shallowReactive(new Map<Place['name'], string>())

/** Remembers what each place shows, so that going there again does not start over. Call once for the router. */
export function rememberPlaces(router: Router): void {
  router.afterEach((to) => {
    const place = places.find(({ name }) => name === to.name)
    if (place) shown.set(place.name, to.fullPath)
  })
}

/** Where a place leads: to what it showed last; from within, to its beginning. */
export const placeTarget = (name: Place['name'], here: unknown): RouteLocationRaw =>
  here === name ? { name } : (shown.get(name) ?? { name })
