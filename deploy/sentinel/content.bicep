// What is made of alerts: the parser, a rule that raises incidents, a workbook.

param workspaceName string
param location string

resource workspace 'Microsoft.OperationalInsights/workspaces@2023-09-01' existing = {
  name: workspaceName
}

resource filteringParser 'Microsoft.OperationalInsights/workspaces/savedSearches@2020-08-01' = {
  parent: workspace
  name: 'vimAlertEventSaker'
  properties: {
    category: 'ASIM'
    displayName: 'ASIM alert parser of Saker, with filters'
    functionAlias: 'vimAlertEventSaker'
    functionParameters: trim(loadTextContent('parsers/vimAlertEventSaker.parameters'))
    query: loadTextContent('parsers/vimAlertEventSaker.kql')
    version: 2
  }
}

resource parser 'Microsoft.OperationalInsights/workspaces/savedSearches@2020-08-01' = {
  parent: workspace
  name: 'ASimAlertEventSaker'
  properties: {
    category: 'ASIM'
    displayName: 'ASIM alert parser of Saker'
    functionAlias: 'ASimAlertEventSaker'
    functionParameters: trim(loadTextContent('parsers/ASimAlertEventSaker.parameters'))
    query: loadTextContent('parsers/ASimAlertEventSaker.kql')
    version: 2
  }
  dependsOn: [filteringParser]
}

resource graveAlerts 'Microsoft.SecurityInsights/alertRules@2024-09-01' = {
  scope: workspace
  name: guid(workspace.id, 'saker-grave-alerts')
  kind: 'Scheduled'
  properties: {
    displayName: 'Saker: something that should not happen'
    description: 'A rule of Saker of priority warning or graver matched on a machine.'
    enabled: true
    severity: 'Medium'
    query: loadTextContent('rules/grave-alerts.kql')
    queryFrequency: 'PT5M'
    // Twice as long as between two runs, for alerts that come late. Those that come twice become one incident.
    queryPeriod: 'PT10M'
    triggerOperator: 'GreaterThan'
    triggerThreshold: 0
    suppressionEnabled: false
    suppressionDuration: 'PT1H'
    eventGroupingSettings: {
      aggregationKind: 'AlertPerResult'
    }
    alertDetailsOverride: {
      alertDisplayNameFormat: 'Saker: {{AlertName}} on {{DvcHostname}}'
      alertDescriptionFormat: '{{Message}}'
      alertSeverityColumnName: 'Severity'
      alertDynamicProperties: [
        {
          alertProperty: 'Techniques'
          value: 'Techniques'
        }
      ]
    }
    customDetails: {
      Alerts: 'Alerts'
      Container: 'Container'
      Namespace: 'Namespace'
      Pod: 'Pod'
      Tactics: 'Tactics'
    }
    entityMappings: [
      {
        entityType: 'Host'
        fieldMappings: [
          {
            identifier: 'HostName'
            columnName: 'DvcHostname'
          }
        ]
      }
      {
        entityType: 'Account'
        fieldMappings: [
          {
            identifier: 'Name'
            columnName: 'Username'
          }
        ]
      }
      {
        entityType: 'Process'
        fieldMappings: [
          {
            identifier: 'ProcessId'
            columnName: 'ProcessId'
          }
          {
            identifier: 'CommandLine'
            columnName: 'CommandLine'
          }
        ]
      }
      {
        entityType: 'File'
        fieldMappings: [
          {
            identifier: 'Name'
            columnName: 'FilePath'
          }
        ]
      }
    ]
    incidentConfiguration: {
      createIncident: true
      groupingConfiguration: {
        enabled: true
        reopenClosedIncident: false
        lookbackDuration: 'PT5H'
        matchingMethod: 'Selected'
        groupByEntities: ['Host']
        groupByAlertDetails: ['DisplayName']
        groupByCustomDetails: []
      }
    }
  }
  dependsOn: [filteringParser]
}

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(workspace.id, 'saker-workbook')
  location: location
  kind: 'shared'
  properties: {
    displayName: 'Saker'
    category: 'sentinel'
    sourceId: workspace.id
    version: 'Notebook/1.0'
    serializedData: loadTextContent('workbook.json')
  }
}
