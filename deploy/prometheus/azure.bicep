// The alarms of saker.rules.yaml in Azure Monitor's managed Prometheus, which does not read that file: docs/kubernetes.md.

@description('Id of the Azure Monitor workspace that has the metrics.')
param azureMonitorWorkspaceId string

@description('The cluster whose metrics are asked about.')
param clusterName string

@description('Where the workspace is.')
param location string = resourceGroup().location

@description('Ids of the action groups that are told.')
param actionGroupIds array = []

// From 0, critical, to 4.
var severities = {
  critical: 1
  warning: 2
}

resource groups 'Microsoft.AlertsManagement/prometheusRuleGroups@2023-03-01' = [
  for group in loadYamlContent('saker.rules.yaml').groups: {
    name: '${group.name}-${clusterName}'
    location: location
    properties: {
      clusterName: clusterName
      enabled: true
      interval: 'PT1M'
      scopes: [azureMonitorWorkspaceId]
      rules: map(group.rules, rule => {
        alert: rule.alert
        expression: rule.expr
        // 5m there is PT5M here.
        for: 'PT${toUpper(rule.?for ?? '0m')}'
        labels: rule.labels
        annotations: rule.annotations
        severity: severities[rule.labels.severity]
        enabled: true
        actions: map(actionGroupIds, id => { actionGroupId: id })
      })
    }
  }
]
