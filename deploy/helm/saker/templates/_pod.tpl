{{- define "saker.sensorSecurity" -}}
{{- if .Values.containerSecurityContext -}}
{{ toYaml .Values.containerSecurityContext }}
{{- else if not .Values.driver.enabled -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
seccompProfile:
  type: RuntimeDefault
{{- else if .Values.driver.modernEbpf.leastPrivileged -}}
privileged: false
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
# Capabilities reach only root's programs: Kubernetes knows no ambient ones.
runAsUser: 0
capabilities:
  drop: [ALL]
  add: {{ concat (list "BPF" "PERFMON" "SYS_PTRACE") .Values.driver.modernEbpf.extraCapabilities | toJson }}
# Default profiles of seccomp refuse bpf and perf_event_open on some nodes; those of AppArmor, to read /proc of others.
seccompProfile:
  type: Unconfined
{{- if semverCompare ">=1.30-0" .Capabilities.KubeVersion.Version }}
appArmorProfile:
  type: Unconfined
{{- end }}
{{- else -}}
privileged: true
readOnlyRootFilesystem: true
{{- end -}}
{{- end }}

{{/* Takes (dict "root" $ "path" PATH "values" PROBE). */}}
{{- define "saker.probe" -}}
httpGet:
  path: {{ .path }}
  port: {{ .root.Values.falco.webserver.listen_port }}
  scheme: {{ .root.Values.falco.webserver.ssl_enabled | ternary "HTTPS" "HTTP" }}
{{ toYaml .values }}
{{- end }}

{{/* Directories of sockets that are not below /run, as a JSON list. */}}
{{- define "saker.socketDirectories" -}}
{{- $directories := list -}}
{{- with .Values.collectors -}}
{{- if and .enabled .containerEngine.enabled -}}
{{- range $name, $engine := pick .containerEngine.engines "docker" "podman" "containerd" "cri" -}}
{{- range ($engine.enabled | ternary $engine.sockets list) -}}
{{- if not (or (hasPrefix "/run/" .) (hasPrefix "/var/run/" .)) -}}
{{- $directories = append $directories (dir .) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- $directories | uniq | sortAlpha | toJson -}}
{{- end }}

{{- define "saker.sensorPod" -}}
metadata:
  labels:
    {{- include "saker.labels" (dict "root" . "component" "sensor") | nindent 4 }}
    {{- with .Values.podLabels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  annotations:
    kubectl.kubernetes.io/default-container: saker
    saker-start-config: {{ include "saker.startConfig" . }}
    {{- if and .Values.driver.enabled .Values.driver.modernEbpf.leastPrivileged (semverCompare "<1.30-0" .Capabilities.KubeVersion.Version) }}
    container.apparmor.security.beta.kubernetes.io/saker: unconfined
    {{- end }}
    {{- with .Values.podAnnotations }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  serviceAccountName: {{ include "saker.serviceAccountName" . }}
  automountServiceAccountToken: false
  # The sensor knows itself among the processes of the node by its id there.
  hostPID: true
  terminationGracePeriodSeconds: {{ .Values.terminationGracePeriodSeconds }}
  {{- with .Values.podHostname }}
  hostname: {{ . }}
  {{- end }}
  {{- with .Values.podPriorityClassName }}
  priorityClassName: {{ . }}
  {{- end }}
  {{- with .Values.podSecurityContext }}
  securityContext:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with include "saker.placement" (dict "root" . "values" .Values) | trim }}
  {{- . | nindent 2 }}
  {{- end }}
  {{- with .Values.extra.initContainers }}
  initContainers:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  containers:
    - name: saker
      image: {{ include "saker.image" . }}
      imagePullPolicy: {{ .Values.image.pullPolicy }}
      command: [/usr/bin/saker]
      args:
        - -c
        - /etc/saker/config/falco.yaml
        {{- with .Values.extra.args }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      env:
        - name: HOST_ROOT
          value: /host
        {{- $named := false }}
        {{- range .Values.extra.env }}{{ if eq .name "FALCO_HOSTNAME" }}{{ $named = true }}{{ end }}{{ end }}
        {{- if and .Values.falcoHostnameEnv (not $named) }}
        - name: FALCO_HOSTNAME
          valueFrom: {fieldRef: {fieldPath: spec.nodeName}}
        {{- end }}
        - name: FALCO_K8S_NODE_NAME
          valueFrom: {fieldRef: {fieldPath: spec.nodeName}}
        # The runtime would open a socket for debuggers.
        - name: DOTNET_EnableDiagnostics
          value: "0"
        {{- with .Values.extra.env }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      {{- with .Values.forward.envFromSecrets }}
      envFrom:
        {{- range . }}
        - secretRef: {name: {{ . }}}
        {{- end }}
      {{- end }}
      securityContext:
        {{- include "saker.sensorSecurity" . | nindent 8 }}
      resources:
        {{- toYaml .Values.resources | nindent 8 }}
      {{- if .Values.falco.webserver.enabled }}
      ports:
        - name: web
          containerPort: {{ .Values.falco.webserver.listen_port }}
      {{- $alive := .Values.falco.webserver.k8s_healthz_endpoint }}
      startupProbe:
        {{- include "saker.probe" (dict "root" . "path" $alive "values" .Values.healthChecks.startupProbe) | nindent 8 }}
      livenessProbe:
        {{- include "saker.probe" (dict "root" . "path" $alive "values" .Values.healthChecks.livenessProbe) | nindent 8 }}
      readinessProbe:
        {{- include "saker.probe" (dict "root" . "path" (.Values.driver.enabled | ternary "/readyz" $alive) "values" .Values.healthChecks.readinessProbe) | nindent 8 }}
      {{- end }}
      volumeMounts:
        - {name: config, mountPath: /etc/saker/config, readOnly: true}
        - {name: rules, mountPath: /etc/falco/rules.d, readOnly: true}
        {{- if include "saker.forward" . }}
        - {name: forward, mountPath: /etc/saker/forward, readOnly: true}
        {{- end }}
        - {name: state, mountPath: /var/lib/saker}
        - {name: tmp, mountPath: /tmp}
        - {name: host-proc, mountPath: /host/proc, readOnly: true}
        - {name: host-etc, mountPath: /host/etc, readOnly: true}
        {{- if and .Values.collectors.enabled .Values.collectors.containerEngine.enabled }}
        # Directories instead of sockets: an engine that is started anew makes a new socket.
        - {name: host-run, mountPath: /host/run, readOnly: true, mountPropagation: HostToContainer}
        - {name: host-run, mountPath: /host/var/run, readOnly: true, mountPropagation: HostToContainer}
        {{- range $i, $directory := include "saker.socketDirectories" . | fromJsonArray }}
        - {name: sockets-{{ $i }}, mountPath: /host{{ $directory }}, readOnly: true}
        {{- end }}
        {{- end }}
        {{- if include "saker.serverSecret" . }}
        - {name: certs, mountPath: /etc/falco/certs, readOnly: true}
        {{- end }}
        {{- if include "saker.clientSecret" . }}
        - {name: client-certs, mountPath: /etc/falco/client-certs, readOnly: true}
        {{- end }}
        {{- with .Values.mounts.volumeMounts }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
  volumes:
    - name: config
      configMap: {name: {{ include "saker.fullname" . }}}
    - name: rules
      configMap: {name: {{ include "saker.fullname" . }}-rules}
    {{- if include "saker.forward" . }}
    - name: forward
      secret: {secretName: {{ default (printf "%s-forward" (include "saker.fullname" .)) .Values.forward.existingSecret }}}
    {{- end }}
    - name: state
      {{- if .Values.state.hostPath }}
      hostPath: {path: {{ .Values.state.hostPath }}, type: DirectoryOrCreate}
      {{- else }}
      emptyDir: {}
      {{- end }}
    - name: tmp
      emptyDir: {}
    - name: host-proc
      hostPath: {path: /proc}
    - name: host-etc
      hostPath: {path: /etc}
    {{- if and .Values.collectors.enabled .Values.collectors.containerEngine.enabled }}
    - name: host-run
      hostPath: {path: /run}
    {{- range $i, $directory := include "saker.socketDirectories" . | fromJsonArray }}
    - name: sockets-{{ $i }}
      hostPath: {path: {{ $directory }}}
    {{- end }}
    {{- end }}
    {{- with include "saker.serverSecret" . }}
    - name: certs
      secret: {secretName: {{ . }}}
    {{- end }}
    {{- with include "saker.clientSecret" . }}
    - name: client-certs
      secret: {secretName: {{ . }}}
    {{- end }}
    {{- with .Values.mounts.volumes }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
{{- end }}

{{/* Where pods go. Takes (dict "root" $ "values" VALUES). */}}
{{- define "saker.placement" }}
{{- with .root.Values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}
