/** The window's simulation worker on a thread of Node: the same requests, answers and code. */
import { parentPort } from 'node:worker_threads'
import { answer } from '../../renderer/simulate-worker/answer.ts'
import type { WorkerRequest } from '../../renderer/simulate-worker/protocol.ts'

parentPort?.on('message', (request: WorkerRequest) => {
  answer(request, (reply) => parentPort?.postMessage(reply))
})
