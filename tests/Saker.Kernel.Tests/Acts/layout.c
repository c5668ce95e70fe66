/* Where the C compiler puts the fields of the records. */
#include <stddef.h>
#include <stdio.h>
#include <linux/types.h>
#include "saker_schema.h"

#define FIELD(type, field) printf(#type "." #field " %zu\n", offsetof(struct type, field))
#define SIZE(type) printf(#type " %zu\n", sizeof(struct type))

int main(void)
{
	SIZE(fact_header);
	FIELD(fact_header, size);
	FIELD(fact_header, facts_size);
	FIELD(fact_header, flags);
	FIELD(fact_header, sequence);
	FIELD(fact_header, process_start);
	FIELD(fact_header, thread_start);
	FIELD(fact_header, stamp);
	FIELD(fact_header, cgroup_id);
	FIELD(fact_header, tgid);
	FIELD(fact_header, uid);
	FIELD(fact_header, gid);
	FIELD(fact_header, mount_namespace);
	FIELD(fact_header, pid_namespace);
	FIELD(fact_header, cpu);
	FIELD(fact_header, syscall);
	SIZE(fact_entry);
	FIELD(fact_entry, kind);
	FIELD(fact_entry, param);
	FIELD(fact_entry, size);
	SIZE(descriptor_fact);
	FIELD(descriptor_fact, type);
	FIELD(descriptor_fact, l4_protocol);
	FIELD(descriptor_fact, role);
	FIELD(descriptor_fact, flags);
	FIELD(descriptor_fact, dev);
	FIELD(descriptor_fact, ino);
	FIELD(descriptor_fact, identity);
	FIELD(descriptor_fact, local_address);
	FIELD(descriptor_fact, remote_address);
	FIELD(descriptor_fact, local_port);
	FIELD(descriptor_fact, remote_port);
	FIELD(descriptor_fact, open_flags);
	SIZE(process_fact);
	FIELD(process_fact, start);
	FIELD(process_fact, tgid);
	FIELD(process_fact, tid);
	SIZE(settings);
	FIELD(settings, epoch_offset);
	FIELD(settings, identity_key);
	FIELD(settings, readers);
	FIELD(settings, rings_each);
	FIELD(settings, wakeup_bytes);
	FIELD(settings, data_limit);
	FIELD(settings, page_kilobytes);
	FIELD(settings, compat_numbers);
	FIELD(settings, syscall_codes);
	SIZE(control);
	FIELD(control, watched);
	FIELD(control, interest);
	FIELD(control, own_tgid);
	FIELD(control, filter);
	FIELD(control, audit);
	FIELD(control, epoch);
	FIELD(control, resting);
	SIZE(filter);
	FIELD(filter, succeeded);
	FIELD(filter, failed);
	FIELD(filter, openings);
	FIELD(filter, sockets);
	FIELD(filter, any_end);
	FIELD(filter, ends);
	FIELD(filter, anywhere);
	FIELD(filter, placed);
	FIELD(filter, unseen);
	FIELD(filter, lengths);
	FIELD(filter, beginnings);
	FIELD(filter, directories);
	FIELD(filter, names);
	FIELD(filter, heads);
	FIELD(filter, tails);
	SIZE(verdict);
	FIELD(verdict, key);
	FIELD(verdict, rules);
	SIZE(record_count);
	FIELD(record_count, pushed);
	FIELD(record_count, dropped);
	return 0;
}
