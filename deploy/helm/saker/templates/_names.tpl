{{- define "saker.name" -}}
{{ default .Chart.Name .Values.nameOverride | trunc 50 | trimSuffix "-" }}
{{- end }}

{{- define "saker.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{ .Values.fullnameOverride | trunc 50 | trimSuffix "-" }}
{{- else if contains (include "saker.name" .) .Release.Name -}}
{{ .Release.Name | trunc 50 | trimSuffix "-" }}
{{- else -}}
{{ printf "%s-%s" .Release.Name (include "saker.name" .) | trunc 50 | trimSuffix "-" }}
{{- end -}}
{{- end }}

{{- define "saker.namespace" -}}
{{ default .Release.Namespace .Values.namespaceOverride }}
{{- end }}

{{- define "saker.image" -}}
{{- with .Values.image -}}
{{ if .registry }}{{ .registry }}/{{ end }}{{ .repository }}:{{ default $.Chart.AppVersion .tag }}
{{- end -}}
{{- end }}

{{- define "saker.serviceAccountName" -}}
{{ .Values.serviceAccount.create | ternary (default (include "saker.fullname" .) .Values.serviceAccount.name) (default "default" .Values.serviceAccount.name) }}
{{- end }}

{{/* What pods are chosen by. Takes (dict "root" $ "component" NAME). */}}
{{- define "saker.selector" -}}
app.kubernetes.io/name: {{ include "saker.name" .root }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{/* What all objects are labelled with. Takes the same. */}}
{{- define "saker.labels" -}}
{{ include "saker.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- end }}

{{/* Name, namespace and labels. Takes (dict "root" $ "component" NAME "suffix" TEXT). */}}
{{- define "saker.metadata" -}}
name: {{ include "saker.fullname" .root }}{{ .suffix }}
namespace: {{ include "saker.namespace" .root }}
labels:
  {{- include "saker.labels" . | nindent 2 }}
{{- end }}

{{/* Of containers that need no privilege at all. */}}
{{- define "saker.unprivileged" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
capabilities:
  drop: [ALL]
seccompProfile:
  type: RuntimeDefault
{{- end }}
