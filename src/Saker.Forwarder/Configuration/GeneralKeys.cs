namespace Saker.Forwarder.Configuration;

/// <summary>The keys that are about the forwarder as a whole.</summary>
internal static class GeneralKeys
{
    public static readonly IReadOnlyList<ConfigKey> All =
    [
        ConfigKey.Text("listenaddress", "Address to listen on; empty for all."),
        ConfigKey.Number("listenport", "Port to listen on.", 2801),
        ConfigKey.Flag("debug", "Logs every alert that an output has taken."),
        ConfigKey.Map("customfields", "Fields that are added to every alert; a value of %NAME is taken from the environment variable NAME."),
        ConfigKey.Map("templatedfields", "Fields that are added to every alert, as Go templates over its fields."),
        ConfigKey.List("customtags", "Tags that are added to every alert."),
        ConfigKey.Text("bracketreplacer", "What takes the place of brackets in the names of fields; empty leaves them."),
        ConfigKey.Text("outputfieldformat", "Shape of the message: <timestamp>, <priority>, <output>, <custom_fields>, <templated_fields>, <tags>."),
        ConfigKey.Text("mutualtlsfilespath", "Directory with client.crt, client.key and ca.crt for outputs with mutualtls.", "/etc/certs"),
        ConfigKey.Text("mutualtlsclient.certfile", "Certificate that is shown to outputs with mutualtls."),
        ConfigKey.Text("mutualtlsclient.keyfile", "Its key."),
        ConfigKey.Text("mutualtlsclient.cacertfile", "Authority that outputs with mutualtls are checked by."),
        ConfigKey.Text("tlsclient.cacertfile", "Authority that is trusted besides those of the system."),
        ConfigKey.Flag("tlsserver.deploy", "Listens with TLS."),
        ConfigKey.Text("tlsserver.certfile", "Certificate of the server.", "/etc/certs/server/server.crt"),
        ConfigKey.Text("tlsserver.keyfile", "Its key.", "/etc/certs/server/server.key"),
        ConfigKey.Flag("tlsserver.mutualtls", "Asks for a certificate of whoever sends."),
        ConfigKey.Text("tlsserver.cacertfile", "Authority that senders are checked by.", "/etc/certs/server/ca.crt"),
        ConfigKey.Number("tlsserver.notlsport", "Port for what is served without TLS.", 2810),
        ConfigKey.List("tlsserver.notlspaths", "Paths that are served without TLS on that port."),
        ConfigKey.Text("prometheus.extralabels", "Fields that become labels of the metric of alerts, separated by commas."),
        ConfigKey.Text("spool.directory", "Where alerts wait on disk until they are delivered; none keeps them in memory.", "/var/lib/saker/forward"),
        ConfigKey.Number("spool.maxmegabytes", "What each output's spool may take of the disk.", 256),
        ConfigKey.Number("queue.capacity", "Alerts that may wait in memory for each output where there is no spool.", 10000),
        ConfigKey.Text("cluster.name", "Name of the cluster; added to every alert as the field k8s.cluster.name."),
        ConfigKey.Map("cluster.labels", "Labels of the cluster; each is added to every alert as the field k8s.cluster.label.NAME."),
        ConfigKey.Duration("delivery.timeout", "How long an output may take to answer.", "30s"),
        ConfigKey.Number("delivery.attempts", "Attempts after which alerts become dead letters while an output answers 401, 403, 404, another 4xx or a redirect.", 10),
    ];

    /// <summary>Whether a key is about where alerts are taken from the network.</summary>
    public static bool IsAboutListening(ConfigKey key) => key.Path.StartsWith("listen", StringComparison.Ordinal) || key.Path.StartsWith("tlsserver.", StringComparison.Ordinal);
}
