/* SPDX-License-Identifier: GPL-2.0 */
/* System V semaphores. */

#include "record.h"
#include "plans.h"

#define SETVAL 16

/* struct sembuf */
struct semaphore_operation {
	u16 number;
	u16 operation;
	u16 flags;
};

/* Events have room for two operations, and tell of them only when all were done. */
#define OPERATIONS 2
#define OPERATIONS_MASK 15 /* covers the bytes of both */

static __always_inline void push_operations(struct scratch *s)
{
	struct semaphore_operation operations[OPERATIONS + 1] = {}; /* as much as the mask lets through */
	struct call *call = &s->call;
	u32 count = call->args[2];

	if (!call->succeeded)
		count = 0;
	if (count > OPERATIONS) {
		count = OPERATIONS;
		note(s, RECORD_FLAGS_TRUNCATED);
	}
	if (count && bpf_probe_read_user(operations, masked(count * sizeof(*operations), OPERATIONS_MASK), (void *)call->args[1]))
		note(s, RECORD_FLAGS_UNREADABLE);
	for (u32 i = 0; i < OPERATIONS; i++) {
		push_u16(s, operations[i].number);
		push_u16(s, operations[i].operation);
		push_u16(s, mapped_by_table(MAPPING_SEMOP_FLAGS, operations[i].flags));
	}
}

SEC("tp_btf/sys_exit")
int BPF_PROG(syscall_semaphore)
{
	struct scratch *s = scratch_of(SLOT_SYSCALL);
	struct task_struct *task = current_task();

	if (!s)
		return 0;
	const struct plan *plan = plan_of(&s->call);
	struct call *call = &s->call;

	begin_record(s, task, call->number, call->flags);
	begin_event(s, GET(task, pid), plan->event, plan->count);
	push_s64(s, call->result);
	if (plan->event == EVENT_SYSCALL_SEMOP_X) {
		push_u32(s, call->args[2]);
		push_operations(s);
		push_u32(s, call->args[0]);
	} else {
		u16 command = call->args[2];

		push_u32(s, call->args[0]);
		push_u32(s, call->args[1]);
		push_u16(s, mapped_by_table(MAPPING_SEMCTL_COMMAND, command));
		push_u32(s, command == SETVAL ? call->args[3] : 0);
	}
	return submit(SLOT_SYSCALL, plan->ring);
}
