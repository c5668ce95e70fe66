{{/* Whether there is a forwarder: "true" or nothing. */}}
{{- define "saker.forwarder" -}}
{{- if or .Values.forwarder.enabled .Values.falcosidekick.enabled -}}true{{- end -}}
{{- end }}

{{/* Whether sensors send alerts on by themselves: "true" or nothing. */}}
{{- define "saker.forward" -}}
{{- if or .Values.forward.config .Values.forward.existingSecret -}}true{{- end -}}
{{- end }}

{{/* The forwarder's configuration: what the values of Falco's chart say, and over it forwarder.config. */}}
{{- define "saker.forwarderConfig" -}}
{{- $sidekick := .Values.falcosidekick.config | default dict -}}
{{- $config := mergeOverwrite (omit (deepCopy $sidekick) "existingSecret" "extraEnv" "extraArgs") (deepCopy .Values.forwarder.config) -}}
{{- omit $config "listenport" | toYaml -}}
{{- end }}

{{/* Whether the forwarder writes policy reports: "true" or nothing. */}}
{{- define "saker.policyReports" -}}
{{- if or .Values.forwarder.policyReports (dig "policyreport" "enabled" false (include "saker.forwarderConfig" . | fromYaml)) -}}true{{- end -}}
{{- end }}

{{/* Whether the watcher of the cluster is installed: "true" or nothing. */}}
{{- define "saker.k8sMetadata" -}}
{{- if and .Values.collectors.enabled .Values.collectors.kubernetes.enabled (not .Values.collectors.kubernetes.collectorHostname) -}}true{{- end -}}
{{- end }}

{{- define "saker.serverSecret" -}}
{{- if .Values.certs.existingSecret -}}{{ .Values.certs.existingSecret }}
{{- else if .Values.certs.server.crt -}}{{ include "saker.fullname" . }}-certs
{{- end -}}
{{- end }}

{{- define "saker.clientSecret" -}}
{{- if .Values.certs.existingClientSecret -}}{{ .Values.certs.existingClientSecret }}
{{- else if .Values.certs.client.crt -}}{{ include "saker.fullname" . }}-client-certs
{{- end -}}
{{- end }}

{{/* The plugins by which Falco's configuration speaks of containers and of Kubernetes. */}}
{{- define "saker.plugins" -}}
{{- $plugins := list -}}
{{- with .Values.collectors -}}
{{- /* Rules ask for its fields, so it is always there; where nobody is to be asked about containers, it knows what the kernel tells. */ -}}
{{- $engines := deepCopy (pick .containerEngine.engines "docker" "podman" "containerd" "cri") -}}
{{- if not (and .enabled .containerEngine.enabled) -}}
{{- range $engines -}}{{- $_ := set . "enabled" false -}}{{- end -}}
{{- end -}}
{{- $plugins = append $plugins (dict "name" "container" "library_path" "libcontainer.so" "init_config" (dict
      "label_max_len" .containerEngine.labelMaxLen "engines" $engines)) -}}
{{- if and .enabled .kubernetes.enabled -}}
{{- $host := default (printf "%s-k8s-metadata.%s.svc" (include "saker.fullname" $) (include "saker.namespace" $)) .kubernetes.collectorHostname -}}
{{- $plugins = append $plugins (dict "name" "k8smeta" "library_path" "libk8smeta.so" "init_config" (dict
      "collectorHostname" $host "collectorPort" (int (default 45000 .kubernetes.collectorPort)) "nodeName" "${FALCO_K8S_NODE_NAME}")) -}}
{{- end -}}
{{- end -}}
{{- $plugins | toJson -}}
{{- end }}

{{/* falco.yaml: falco, and over it what the other values say. */}}
{{- define "saker.config" -}}
{{- $config := deepCopy .Values.falco -}}
{{- with .Values.driver -}}
{{- $ebpf := dict "buf_size_preset" .modernEbpf.bufSizePreset "cpus_for_each_buffer" .modernEbpf.cpusForEachBuffer "drop_failed_exit" .modernEbpf.dropFailedExit -}}
{{- $_ := set $config "engine" (.enabled | ternary (dict "kind" "modern_ebpf" "modern_ebpf" $ebpf) (dict "kind" "nodriver")) -}}
{{- end -}}
{{- /* An entry of falco.plugins goes before the chart's of the same name. */ -}}
{{- $plugins := $config.plugins | default list -}}
{{- $load := $config.load_plugins | default list -}}
{{- $given := list -}}
{{- range $plugins -}}{{- $given = append $given .name -}}{{- end -}}
{{- range include "saker.plugins" . | fromJsonArray -}}
{{- $load = append $load .name -}}
{{- if not (has .name $given) -}}{{- $plugins = append $plugins . -}}{{- end -}}
{{- end -}}
{{- $_ := set $config "plugins" $plugins -}}
{{- $_ := set $config "load_plugins" ($load | uniq) -}}
{{- with .Values.metrics -}}
{{- if .enabled -}}
{{- $_ := set $config "metrics" (mergeOverwrite (deepCopy ($config.metrics | default dict)) (dict
      "enabled" true "interval" .interval "output_rule" .outputRule "rules_counters_enabled" .rulesCountersEnabled
      "resource_utilization_enabled" .resourceUtilizationEnabled "state_counters_enabled" .stateCountersEnabled
      "kernel_event_counters_enabled" .kernelEventCountersEnabled "kernel_event_counters_per_cpu_enabled" .kernelEventCountersPerCPUEnabled
      "kernel_iter_event_counters_enabled" .kernelIterEventCountersEnabled
      "libbpf_stats_enabled" .libbpfStatsEnabled "plugins_metrics_enabled" .pluginsMetricsEnabled "jemalloc_stats_enabled" .jemallocStatsEnabled
      "convert_memory_to_mb" .convertMemoryToMB "include_empty_values" .includeEmptyValues)) -}}
{{- $_ := set $config.webserver "prometheus_metrics_enabled" true -}}
{{- end -}}
{{- end -}}
{{- /* Falco's rules come into its pods by falcoctl. Here their place is taken by the rules that come with the program. */ -}}
{{- $rules := list -}}
{{- range $config.rules_files -}}
{{- $rules = append $rules (eq . "/etc/falco/falco_rules.yaml" | ternary "/usr/lib/saker/rules" .) -}}
{{- end -}}
{{- $_ := set $config "rules_files" ($rules | uniq) -}}
{{- $http := $config.http_output | default dict -}}
{{- if and (include "saker.forwarder" .) (not (and $http.enabled $http.url)) -}}
{{- $url := printf "http://%s-forwarder.%s.svc:%d" (include "saker.fullname" .) (include "saker.namespace" .) (int .Values.forwarder.service.port) -}}
{{- $_ := set $config "http_output" (mergeOverwrite (deepCopy $http) (dict "enabled" true "url" $url)) -}}
{{- $_ := set $config "json_output" true -}}
{{- end -}}
{{- if include "saker.forward" . -}}
{{- $_ := set $config "saker" (mergeOverwrite (deepCopy ($config.saker | default dict)) (dict "forward" "/etc/saker/forward/config.yaml")) -}}
{{- end -}}
{{- $config | toYaml -}}
{{- end }}

{{/* What of the configuration takes effect only at a start; the rest is read anew while the sensor watches. */}}
{{- define "saker.startConfig" -}}
{{- $config := include "saker.config" . | fromYaml -}}
{{- dict "certs" .Values.certs "config" (pick $config "engine" "falco_libs" "capture" "syscall_event_drops" "plugins" "load_plugins" "webserver"
      "outputs_queue" "output_timeout" "saker") | toJson | sha256sum -}}
{{- end }}
