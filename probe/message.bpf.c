/* SPDX-License-Identifier: GPL-2.0 */
/* Messages: an address, pieces of data and control data in one structure, sent and received one by one or several in one call. */

#include "file.h"
#include "plans.h"
#include "vector.h"

/* struct mmsghdr of both kinds of caller; struct msghdr is all of it but what was moved. */
struct native_message {
	u64 name;
	u32 name_size;
	u32 pad;
	u64 vector;
	u64 count;
	u64 control;
	u64 control_size;
	u32 flags;
	u32 pad_of_flags;
	u32 moved;
	u32 pad_of_moved;
};

struct compat_message {
	u32 name;
	u32 name_size;
	u32 vector;
	u32 count;
	u32 control;
	u32 control_size;
	u32 flags;
	u32 moved;
};

struct message {
	u64 name;
	u64 vector;
	u64 count;
	u64 control;
	u64 control_size;
	u32 moved;
};

enum message_form {
	MESSAGE_ALONE,
	MESSAGE_OF_MANY, /* with the number of bytes that were moved */
};

static __always_inline void read_message(struct scratch *s, struct message *message, u64 address, enum message_form form)
{
	struct compat_message compat = {};
	struct native_message native = {};

	if (s->call.flags & RECORD_FLAGS_COMPAT) {
		u32 size = form == MESSAGE_OF_MANY ? sizeof(compat) : sizeof(compat) - sizeof(compat.moved);

		if (bpf_probe_read_user(&compat, size, (void *)address))
			note(s, RECORD_FLAGS_UNREADABLE);
		*message = (struct message){ compat.name, compat.vector, compat.count, compat.control, compat.control_size, compat.moved };
	} else {
		u32 size = form == MESSAGE_OF_MANY ? sizeof(native) : sizeof(native) - 2 * sizeof(native.moved);

		if (bpf_probe_read_user(&native, size, (void *)address))
			note(s, RECORD_FLAGS_UNREADABLE);
		*message = (struct message){ native.name, native.vector, native.count, native.control, native.control_size, native.moved };
	}
}

static __always_inline void push_message_tuple(struct scratch *s, s32 descriptor, enum direction direction, u64 name)
{
	if (s->call.succeeded)
		push_tuple(SLOT_SYSCALL, (u64)socket_at(descriptor), direction, name);
	else
		push_empty(s);
}

#define CONTROL_LIMIT 4096

static __always_inline void push_control(struct scratch *s, struct message *message)
{
	u64 size = message->control && s->call.succeeded ? message->control_size : 0;

	push_user_bytes(SLOT_SYSCALL, message->control, size > CONTROL_LIMIT ? CONTROL_LIMIT : size);
}

static __always_inline void push_sent(struct scratch *s, struct message *message, s32 descriptor)
{
	push_pieces(SLOT_SYSCALL, message->vector, message->count, data_size(&s->call, settings.data_limit));
	push_s64(s, descriptor);
	push_u32(s, s->gathered);
	push_message_tuple(s, descriptor, OUTBOUND, message->name);
}

static __always_inline void push_received(struct scratch *s, struct message *message, s32 descriptor)
{
	push_u32(s, s->call.succeeded ? s->call.result : 0);
	push_pieces(SLOT_SYSCALL, message->vector, message->count, s->call.succeeded ? data_size(&s->call, 0) : 0);
	push_message_tuple(s, descriptor, INBOUND, message->name);
	push_control(s, message);
	push_s64(s, descriptor);
}

SEC("tp_btf/sys_exit")
int BPF_PROG(syscall_message)
{
	struct scratch *s = scratch_of(SLOT_SYSCALL);
	struct task_struct *task = current_task();
	struct message message = {};

	if (!s)
		return 0;
	const struct plan *plan = plan_of(&s->call);
	struct call *call = &s->call;
	s32 descriptor = call->args[0];
	bool sends = plan->event == EVENT_SOCKET_SENDMSG_X;

	begin_record(s, task, call->number, call->flags);
	read_message(s, &message, call->args[1], MESSAGE_ALONE);
	add_file(s, SLOT_SYSCALL, sends ? 2 : 5, descriptor, SOCKET_ROLES_NONE);
	begin_event(s, GET(task, pid), plan->event, plan->count);
	push_s64(s, call->result);
	if (sends)
		push_sent(s, &message, descriptor);
	else
		push_received(s, &message, descriptor);
	return submit(SLOT_SYSCALL, plan->ring);
}

/* More messages of one call than this are not looked at; the last one that is says so. */
#define MESSAGES 64

/* One message of many as an event of its own, as if it had been moved alone. */
__noinline int report_message(u32 index, u32 truncated)
{
	struct scratch *s = scratch_of(SLOT_SYSCALL);
	struct task_struct *task = current_task();
	struct message message = {};

	if (!s)
		return 0;
	const struct plan *plan = plan_of(&s->call);
	struct call *call = &s->call;
	s32 descriptor = call->args[0];
	bool sends = plan->event == EVENT_SOCKET_SENDMMSG_X;
	u32 stride = call->flags & RECORD_FLAGS_COMPAT ? sizeof(struct compat_message) : sizeof(struct native_message);

	begin_record(s, task, call->number, call->flags);
	if (truncated)
		note(s, RECORD_FLAGS_TRUNCATED);
	if (call->succeeded) {
		read_message(s, &message, call->args[1] + index * stride, MESSAGE_OF_MANY);
		call->result = message.moved;
	}
	add_file(s, SLOT_SYSCALL, 1, descriptor, SOCKET_ROLES_NONE);
	begin_event(s, GET(task, pid), plan->event, plan->count);
	push_s64(s, call->result);
	push_s64(s, descriptor);
	push_u32(s, !call->succeeded ? 0 : sends ? vector_size(SLOT_SYSCALL, message.vector, message.count) : message.moved);
	push_pieces(SLOT_SYSCALL, message.vector, message.count, call->succeeded ? data_size(call, 0) : 0);
	push_message_tuple(s, descriptor, sends ? OUTBOUND : INBOUND, message.name);
	if (!sends)
		push_control(s, &message);
	return submit(SLOT_SYSCALL, plan->ring);
}

SEC("tp_btf/sys_exit")
int BPF_PROG(syscall_messages)
{
	struct scratch *s = scratch_of(SLOT_SYSCALL);

	if (!s)
		return 0;
	u64 count = s->call.result;

	if (s->call.result <= 0) {
		s->call.succeeded = false;
		return report_message(0, 0);
	}
	for (u32 i = 0; i < MESSAGES && i < count; i++)
		report_message(i, i + 1 == MESSAGES && count > MESSAGES);
	return 0;
}
