import { ChartLine, FileCog, Server, Settings, Workflow } from '@lucide/vue'
import type { Component } from 'vue'
import type { Place } from './router.ts'

/** The sign of each place. */
export const placeIcons: Readonly<Record<Place['name'], Component>> = {
  lab: Server,
  plan: Workflow,
  'what-if': ChartLine,
  provision: FileCog,
  settings: Settings
}
