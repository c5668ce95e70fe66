/* SPDX-License-Identifier: Apache-2.0 */
/* Keeps the program of floor.bpf.c attached until its input ends: floor OBJECT. */
#include <bpf/libbpf.h>
#include <stdio.h>

int main(int count, char **words)
{
	struct bpf_object *object = count == 2 ? bpf_object__open_file(words[1], 0) : 0;

	if (!object || bpf_object__load(object))
		return 1;
	struct bpf_program *program = bpf_object__next_program(object, 0);
	struct bpf_link *link = bpf_program__attach(program);

	if (!link)
		return 1;
	fprintf(stderr, "ready\n");
	while (getchar() != EOF)
		;
	bpf_link__destroy(link);
	return 0;
}
