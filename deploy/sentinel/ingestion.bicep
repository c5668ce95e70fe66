// The way in: a table, a rule that takes alerts for it, and the right to send to that rule.

param workspaceName string
param forwarderPrincipalId string
param location string
param retentionInDays int

var columns = loadJsonContent('columns.json')
var tableName = 'Saker_CL'
var streamName = 'Custom-Saker'

// https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/monitor
var monitoringMetricsPublisher = '3913510d-42f4-4e42-8a64-420c390055eb'

resource workspace 'Microsoft.OperationalInsights/workspaces@2023-09-01' existing = {
  name: workspaceName
}

resource table 'Microsoft.OperationalInsights/workspaces/tables@2023-09-01' = {
  parent: workspace
  name: tableName
  properties: {
    plan: 'Analytics'
    retentionInDays: retentionInDays
    schema: {
      name: tableName
      description: 'Alerts of Saker.'
      columns: [
        for column in columns: {
          name: column.name
          type: column.type == 'datetime' ? 'dateTime' : column.type
          description: column.description
        }
      ]
    }
  }
}

// Of this kind rules have an endpoint of their own; only private links need a data collection endpoint.
resource rule 'Microsoft.Insights/dataCollectionRules@2023-03-11' = {
  name: 'saker-alerts'
  location: location
  kind: 'Direct'
  properties: {
    description: 'Takes alerts from Saker\'s forwarder.'
    streamDeclarations: {
      '${streamName}': {
        // Alerts are timed to the nanosecond, which is finer than a time may be here, so that it comes as text.
        columns: [
          for column in columns: {
            name: column.name
            type: column.type == 'datetime' ? 'string' : column.type
          }
        ]
      }
    }
    destinations: {
      logAnalytics: [
        {
          name: 'workspace'
          workspaceResourceId: workspace.id
        }
      ]
    }
    dataFlows: [
      {
        streams: [streamName]
        destinations: ['workspace']
        transformKql: loadTextContent('transform.kql')
        outputStream: 'Custom-${table.name}'
      }
    ]
  }
}

resource mayPublish 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(rule.id, forwarderPrincipalId, monitoringMetricsPublisher)
  // On this rule and nothing else.
  scope: rule
  properties: {
    principalId: forwarderPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', monitoringMetricsPublisher)
  }
}

output endpoint string = rule.properties.endpoints.logsIngestion
output ruleid string = rule.properties.immutableId
output stream string = streamName
