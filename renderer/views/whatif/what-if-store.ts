import { defineStore } from 'pinia'
import { ref, watch } from 'vue'
import type { Asked } from '#shared/simulate/what-if/question.ts'
import { createAnswer } from './answer-state.ts'
import type { ScenarioOfFile } from './opened-file.ts'
import { createQuestion } from './question-state.ts'
import { createRunState } from './run-state.ts'
import { recalledQuestion, rememberQuestion, type WhatIfTab } from './saved-question.ts'

/** The question, its instant answer and its runs. Kept while the window is open: going to a host and back loses nothing. */
export const useWhatIfStore = defineStore('what-if', () => {
  const recalled = recalledQuestion()
  const tab = ref<WhatIfTab>(recalled.tab)
  const sweepInput = ref(recalled.sweepInput)
  const metric = ref(recalled.metric)
  const asking = createQuestion(recalled)
  const { takeRun, ...runs } = createRunState(recalled)
  const { ownKnobs, fileLayout: _layout, openFile, ...question } = asking
  const answer = createAnswer(asking)

  watch(
    () => ({
      subject: question.subject.value,
      tab: tab.value,
      knobs: ownKnobs.value,
      freeHost: question.freeHost.value,
      freeVms: question.freeVms.value,
      sweepInput: sweepInput.value,
      metric: metric.value,
      seed: runs.seed.value,
      loadPercent: runs.loadPercent.value,
      durationMs: runs.durationMs.value
    }),
    rememberQuestion
  )

  /** Asks about a scenario out of a file, and fills in what it says about its run. Returns how to go back. */
  function askFile(next: ScenarioOfFile, changes: Asked = {}): () => void {
    const closeFile = openFile(next, changes)
    const restoreRun = takeRun(next.run)
    return () => {
      restoreRun()
      closeFile()
    }
  }

  return { tab, sweepInput, metric, ...question, ...answer, ...runs, askFile }
})
