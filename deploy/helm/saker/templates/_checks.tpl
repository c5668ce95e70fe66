{{/* Values that go with no installation. Each says what to do instead. */}}
{{- define "saker.checks" -}}
{{- if ne .Values.controller.kind "daemonset" -}}
{{- fail (printf "controller.kind: %s is not to be had: a sensor sees the node that it runs on, so there is one on each; set controller.kind to daemonset" .Values.controller.kind) -}}
{{- end -}}
{{- if not (has .Values.driver.kind (list "auto" "modern_ebpf")) -}}
{{- fail (printf "driver.kind: %s is not to be had: the only driver is an eBPF probe that needs no building, loading or headers; set driver.kind to modern_ebpf and drop driver.loader. Kernels need 5.10 and BTF" .Values.driver.kind) -}}
{{- end -}}
{{- if and (or .Values.serviceMonitor.create .Values.podMonitor.create .Values.prometheusRules.create) (not .Values.metrics.enabled) -}}
{{- fail "serviceMonitor, podMonitor and prometheusRules have nothing to work on without metrics; set metrics.enabled to true" -}}
{{- end -}}
{{- if and .Values.metrics.enabled (not .Values.falco.webserver.enabled) -}}
{{- fail "metrics.enabled: metrics are served by the web server; set falco.webserver.enabled to true" -}}
{{- end -}}
{{- if and .Values.serviceMonitor.create (not .Values.metrics.service.create) -}}
{{- fail "serviceMonitor.create: there is no service to scrape; set metrics.service.create to true, or use podMonitor.create" -}}
{{- end -}}
{{- if and .Values.falco.webserver.ssl_enabled (not (include "saker.serverSecret" .)) -}}
{{- fail "falco.webserver.ssl_enabled: there is no certificate; set certs.existingSecret, or certs.server.crt and certs.server.key" -}}
{{- end -}}
{{- if ne (empty .Values.certs.server.crt) (empty .Values.certs.server.key) -}}
{{- fail "certs.server: crt and key go together; set both or none" -}}
{{- end -}}
{{- if ne (empty .Values.certs.client.crt) (empty .Values.certs.client.key) -}}
{{- fail "certs.client: crt and key go together; set both or none" -}}
{{- end -}}
{{- if and .Values.forwarder.existingSecret .Values.forwarder.config -}}
{{- fail "forwarder: config and existingSecret exclude each other; put the configuration into the Secret's key config.yaml, or drop existingSecret" -}}
{{- end -}}
{{- if and .Values.forward.existingSecret .Values.forward.config -}}
{{- fail "forward: config and existingSecret exclude each other; put the configuration into the Secret's key config.yaml, or drop existingSecret" -}}
{{- end -}}
{{- if and (include "saker.forward" .) (include "saker.forwarder" .) -}}
{{- fail "forward: with a forwarder alerts would be sent on twice; drop forward, or set forwarder.enabled and falcosidekick.enabled to false" -}}
{{- end -}}
{{- if dig "policyreport" "enabled" false .Values.forward.config -}}
{{- fail "forward.config.policyreport: sensors never talk to the API server; set forwarder.enabled to true and turn policy reports on in forwarder.config" -}}
{{- end -}}
{{- if dig "input" false .Values.forward.config -}}
{{- fail "forward.config.input: sensors read no log; set forwarder.enabled to true and name the log in forwarder.config" -}}
{{- end -}}
{{- if or (dig "tlsserver" "deploy" false .Values.forwarder.config) (dig "config" "tlsserver" "deploy" false .Values.falcosidekick) -}}
{{- fail "forwarder.config.tlsserver: sensors and probes of this chart speak to the forwarder without TLS inside the cluster; drop tlsserver" -}}
{{- end -}}
{{- if dig "webui" "enabled" false .Values.falcosidekick -}}
{{- fail "falcosidekick.webui: there is no such page here; set it to false. The dashboards of grafana.dashboards show the same" -}}
{{- end -}}
{{- if (.Values.responseActions | default dict).enabled -}}
{{- fail "responseActions: this chart takes no action on alerts; set responseActions.enabled to false, install Falco Talon by its own chart, and name it in forwarder.config" -}}
{{- end -}}
{{- range $name, $engine := .Values.collectors.containerEngine.engines -}}
{{- range ($engine.sockets | default list) -}}
{{- if not (hasPrefix "/" .) -}}
{{- fail (printf "collectors.containerEngine.engines.%s.sockets: '%s' is no whole path" $name .) -}}
{{- end -}}
{{- if and (contains "*" .) (not (or (hasPrefix "/run/" .) (hasPrefix "/var/run/" .))) -}}
{{- fail (printf "collectors.containerEngine.engines.%s.sockets: '%s' has a star outside of /run, where no directory to mount can be told; name each socket" $name .) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end }}
