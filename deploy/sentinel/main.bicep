// All that Microsoft Sentinel needs for alerts of Saker: docs/sentinel.md.
//
//   az deployment group create --resource-group GROUP --template-file main.bicep --parameters workspaceName=NAME forwarderPrincipalId=ID

targetScope = 'resourceGroup'

@description('The Log Analytics workspace, in this resource group, on which Microsoft Sentinel is.')
param workspaceName string

@description('Object id of the identity that the forwarder acts as: that of a managed identity or of an application\'s service principal.')
param forwarderPrincipalId string

@description('Where the workspace is.')
param location string = resourceGroup().location

@description('Days for which alerts can be asked for.')
@minValue(4)
@maxValue(730)
param retentionInDays int = 90

module ingestion 'ingestion.bicep' = {
  name: 'saker-ingestion'
  params: {
    workspaceName: workspaceName
    forwarderPrincipalId: forwarderPrincipalId
    location: location
    retentionInDays: retentionInDays
  }
}

module content 'content.bicep' = {
  name: 'saker-content'
  params: {
    workspaceName: workspaceName
    location: location
  }
  // Queries are checked when they are saved, so that their table has to be there.
  dependsOn: [ingestion]
}

@description('azure.sentinel.endpoint of the forwarder.')
output endpoint string = ingestion.outputs.endpoint

@description('azure.sentinel.ruleid of the forwarder.')
output ruleid string = ingestion.outputs.ruleid

@description('azure.sentinel.stream of the forwarder.')
output stream string = ingestion.outputs.stream
