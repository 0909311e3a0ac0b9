import { createRouter, createWebHashHistory, type RouteRecordRaw } from 'vue-router'
// The first place that is shown is part of the first file that is loaded; the others come when they are wanted.
import LabView from '../views/lab/LabView.vue'

/** A place of the rail. Its key is its position: Ctrl+1, Ctrl+2, ...; `letter` follows "G". */
export interface Place {
  readonly name: 'lab' | 'plan' | 'what-if' | 'provision' | 'settings'
  readonly title: string
  readonly letter: string
}

/** In the order of the rail. */
export const places: readonly Place[] = [
  { name: 'lab', title: 'Lab', letter: 'L' },
  { name: 'plan', title: 'Plan', letter: 'P' },
  { name: 'what-if', title: 'What-if', letter: 'W' },
  { name: 'provision', title: 'Provision', letter: 'V' },
  { name: 'settings', title: 'Settings', letter: 'S' }
]

const routes: readonly RouteRecordRaw[] = [
  { path: '/', redirect: '/lab' },
  {
    // `function` is a PCI address: what the inspector shows. `tab` is one of LabTab.
    path: '/lab/:host?',
    name: 'lab',
    component: LabView
  },
  { path: '/plan/:plan?', name: 'plan', component: () => import('../views/plan/PlanView.vue') },
  { path: '/what-if/:plan?', name: 'what-if', component: () => import('../views/whatif/WhatIfView.vue') },
  {
    path: '/provision/:plan?',
    name: 'provision',
    component: () => import('../views/provision/ProvisionView.vue')
  },
  { path: '/settings', name: 'settings', component: () => import('../views/settings/SettingsView.vue') },
  { path: '/:rest(.*)*', redirect: '/lab' }
]

/** Hash history: under `app://vflab/` there is no server that could answer for deep paths. */
export const router = createRouter({ history: createWebHashHistory(), routes: [...routes] })
