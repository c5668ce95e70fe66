using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using Saker.Alerts.Outputs;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Encodings;

namespace Saker.Forwarder.Destinations.Queues;

/// <summary>MQTT: https://docs.oasis-open.org/mqtt/mqtt/v3.1.1/mqtt-v3.1.1.html. Only with a quality of service of 1 or 2 does the broker say that it has an alert.</summary>
internal sealed class Mqtt(DestinationContext context, Uri address)
    : ClientDestination<IMqttClient>(context, $"{address.Scheme}://{address.Host}:{address.Port}")
{
    private static readonly MqttClientFactory factory = new();

    private readonly Section settings = context.Settings;
    private readonly MqttClientOptions options = Options(context, address);

    private readonly MqttQualityOfServiceLevel quality = context.Choice("qos",
        ("0", MqttQualityOfServiceLevel.AtMostOnce), ("1", MqttQualityOfServiceLevel.AtLeastOnce), ("2", MqttQualityOfServiceLevel.ExactlyOnce));

    private readonly AlertEncoding encoding = context.Encoding;

    public static DestinationDefinition Definition { get; } = new("mqtt", "MQTT", ["broker"],
    [
        ConfigKey.Text("broker", "Address of the broker, as tcp://host:1883, ssl://host:8883, ws:// or wss://."),
        ConfigKey.Text("topic", "Topic.", "falco/events"),
        ConfigKey.Number("qos", "Quality of service: 0, 1 or 2. With 0 nobody knows whether an alert arrived.", 1),
        ConfigKey.Flag("retained", "Whether the broker keeps the last alert for those who come later."),
        ConfigKey.Text("user", "User."),
        ConfigKey.Secret("password", "Password."),
        DestinationDefinition.EncodingKey,
    ], context => new Mqtt(context, Address(context)))
    { Without = ["customheaders"] };

    protected override async Task<IMqttClient> ConnectAsync(CancellationToken stop)
    {
        var client = factory.CreateMqttClient();
        try
        {
            var answer = await client.ConnectAsync(options, stop).ConfigureAwait(false);
            return answer.ResultCode == MqttClientConnectResultCode.Success ? client
                : throw new DeliveryException($"{Endpoint}: the broker answers {answer.ResultCode}")
                {
                    IsLasting = answer.ResultCode is MqttClientConnectResultCode.BadUserNameOrPassword or MqttClientConnectResultCode.NotAuthorized,
                };
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    protected override async Task SendAsync(IMqttClient client, IReadOnlyList<ForwardedAlert> alerts, CancellationToken stop)
    {
        foreach (var alert in alerts)
        {
            var answer = await client.PublishAsync(new MqttApplicationMessage
            {
                Topic = settings.Text("topic"),
                PayloadSegment = encoding.Bytes(alert),
                QualityOfServiceLevel = quality,
                Retain = settings.Flag("retained"),
            }, stop).ConfigureAwait(false);
            if (!answer.IsSuccess)
                throw new DeliveryException($"{Endpoint}: the broker answers {answer.ReasonCode}");
        }
    }

    protected override DeliveryException? Judge(Exception error) => error switch
    {
        MqttCommunicationException or MqttProtocolViolationException or MqttClientNotConnectedException => Passing(error),
        _ => null,
    };

    private static Uri Address(DestinationContext context)
    {
        string text = context.Settings.Text("broker");
        if (!text.Contains("://", StringComparison.Ordinal))
            text = $"tcp://{text}";
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Host.Length == 0 || uri.Scheme is not ("tcp" or "mqtt" or "ssl" or "tls" or "mqtts" or "ws" or "wss"))
            throw context.Settings.Error("broker", "an address such as tcp://host:1883 is expected");
        return uri.Port < 0 ? new UriBuilder(uri) { Port = IsSecure(uri) ? 8883 : 1883 }.Uri : uri;
    }

    private static bool IsSecure(Uri uri) => uri.Scheme is "ssl" or "tls" or "mqtts" or "wss";

    private static MqttClientOptions Options(DestinationContext context, Uri address)
    {
        var settings = context.Settings;
        var builder = new MqttClientOptionsBuilder()
            .WithClientId($"saker-{Guid.NewGuid():N}"[..18])
            .WithProtocolVersion(MqttProtocolVersion.V311)
            .WithTimeout(context.Patience);
        builder = address.Scheme is "ws" or "wss" ? builder.WithWebSocketServer(w => w.WithUri(address.ToString())) : builder.WithTcpServer(address.Host, address.Port);
        if (settings.Has("user"))
            builder = builder.WithCredentials(settings.Text("user"), settings.Text("password"));
        if (!IsSecure(address))
            return builder.Build();
        var trust = context.Trust().ToClientOptions();
        return builder.WithTlsOptions(tls =>
        {
            tls.UseTls().WithTargetHost(address.Host);
            if (trust.RemoteCertificateValidationCallback is { } check)
                tls.WithCertificateValidationHandler(c => check(c, c.Certificate, c.Chain, c.SslPolicyErrors));
            if (trust.ClientCertificateContext is { } own)
                tls.WithClientCertificates([own.TargetCertificate]);
        }).Build();
    }
}
