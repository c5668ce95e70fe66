/* SPDX-License-Identifier: GPL-2.0 */
/* Sockets being connected, bound, accepted from, and written to. */

#include "file.h"
#include "plans.h"
#include "vector.h"

SEC("tp_btf/sys_exit")
int BPF_PROG(syscall_connect)
{
	struct scratch *s = scratch_of(SLOT_SYSCALL);
	struct task_struct *task = current_task();

	if (!s)
		return 0;
	const struct plan *plan = plan_of(&s->call);
	struct call *call = &s->call;
	s32 descriptor = call->args[0];
	bool connects = plan->event == EVENT_SOCKET_CONNECT_X;
	/* Both name the descriptor in their third parameter. */
	const u8 param = 2;

	begin_record(s, task, call->number, call->flags);
	add_file(s, SLOT_SYSCALL, param, descriptor, connects ? SOCKET_ROLES_CLIENT : SOCKET_ROLES_SERVER);
	begin_event(s, GET(task, pid), plan->event, plan->count);
	push_s64(s, call->result);
	if (!connects) {
		push_address(SLOT_SYSCALL, call->args[1], call->args[2]);
		push_s64(s, descriptor);
		return submit(SLOT_SYSCALL, plan->ring);
	}
	if (call->result == 0 || call->result == -EINPROGRESS)
		push_tuple(SLOT_SYSCALL, (u64)socket_at(descriptor), OUTBOUND, call->args[1]);
	else
		push_empty(s);
	push_s64(s, descriptor);
	push_address(SLOT_SYSCALL, call->args[1], call->args[2]);
	return submit(SLOT_SYSCALL, plan->ring);
}

SEC("tp_btf/sys_exit")
int BPF_PROG(syscall_accept)
{
	struct scratch *s = scratch_of(SLOT_SYSCALL);
	struct task_struct *task = current_task();

	if (!s)
		return 0;
	const struct plan *plan = plan_of(&s->call);
	struct call *call = &s->call;
	u32 length = 0;
	u32 limit = 0;

	begin_record(s, task, call->number, call->flags);
	add_file(s, SLOT_SYSCALL, 0, call->result, SOCKET_ROLES_SERVER);
	begin_event(s, GET(task, pid), plan->event, plan->count);
	push_s64(s, call->result);
	if (call->succeeded) {
		struct sock *listener = socket_at(call->args[0]);

		push_tuple(SLOT_SYSCALL, (u64)socket_at(call->result), INBOUND, 0);
		length = READ(listener, sk_ack_backlog);
		limit = READ(listener, sk_max_ack_backlog);
	} else {
		push_empty(s);
	}
	push_u8(s, limit ? (u64)length * 100 / limit : 0);
	push_u32(s, length);
	push_u32(s, limit);
	if (plan->event == EVENT_SOCKET_ACCEPT4_6_X)
		push_u32(s, mapped_by_table(MAPPING_DESCRIPTOR_FLAGS, call->args[3]));
	return submit(SLOT_SYSCALL, plan->ring);
}

SEC("tp_btf/sys_exit")
int BPF_PROG(syscall_transfer)
{
	struct scratch *s = scratch_of(SLOT_SYSCALL);
	struct task_struct *task = current_task();

	if (!s)
		return 0;
	const struct plan *plan = plan_of(&s->call);
	struct call *call = &s->call;
	s32 descriptor = call->args[0];
	u32 size = call->args[2];
	bool sends = plan->event == EVENT_SOCKET_SENDTO_X;

	begin_record(s, task, call->number, call->flags);
	add_file(s, SLOT_SYSCALL, sends ? 2 : 3, descriptor, SOCKET_ROLES_NONE);
	begin_event(s, GET(task, pid), plan->event, plan->count);
	push_s64(s, call->result);
	if (sends) {
		push_user_bytes(SLOT_SYSCALL, call->args[1], data_size(call, size));
		push_s64(s, descriptor);
		push_u32(s, size);
	} else {
		push_user_bytes(SLOT_SYSCALL, call->args[1], call->succeeded ? data_size(call, 0) : 0);
	}
	if (call->succeeded)
		push_tuple(SLOT_SYSCALL, (u64)socket_at(descriptor), sends ? OUTBOUND : INBOUND, call->args[4]);
	else
		push_empty(s);
	if (!sends) {
		push_s64(s, descriptor);
		push_u32(s, size);
	}
	return submit(SLOT_SYSCALL, plan->ring);
}
