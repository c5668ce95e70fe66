using System.Globalization;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Saker.Kubernetes.Tests;

/// <summary>
/// As much of a Kubernetes API server as watchers and kubectl need: lists in pages, watches with bookmarks, 410 for versions that it has
/// forgotten, connections that break.
/// </summary>
internal sealed class FakeApiServer : IAsyncDisposable
{
    private static readonly (string Group, string Resource, string Kind, bool Namespaced)[] resources =
    [
        ("api/v1", "pods", "Pod", true), ("api/v1", "namespaces", "Namespace", false), ("api/v1", "services", "Service", true),
        ("api/v1", "replicationcontrollers", "ReplicationController", true), ("apis/apps/v1", "deployments", "Deployment", true),
        ("apis/apps/v1", "replicasets", "ReplicaSet", true),
    ];

    private readonly Lock gate = new();
    private readonly Dictionary<(string Resource, string Namespace, string Name), JsonObject> objects = [];
    private readonly List<(long Version, string Resource, string Type, JsonObject Object)> history = [];
    private readonly List<(Channel<JsonObject> Channel, string Resource)> watches = [];
    private readonly WebApplication application;
    private long version = 100;
    private long oldest;

    private FakeApiServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        application = builder.Build();
        application.MapGet("/version", () => Json("""{"major":"1","minor":"35","gitVersion":"v1.35.0"}"""));
        application.MapGet("/api", () => Json("""{"kind":"APIVersions","versions":["v1"]}"""));
        application.MapGet("/apis", () => Json(
            """{"kind":"APIGroupList","apiVersion":"v1","groups":[{"name":"apps","versions":[{"groupVersion":"apps/v1","version":"v1"}],"preferredVersion":{"groupVersion":"apps/v1","version":"v1"}}]}"""));
        foreach (var group in resources.GroupBy(r => r.Group))
        {
            application.MapGet("/" + group.Key, () => Json(Discovery(group.Key)));
            foreach (var (root, resource, _, namespaced) in group)
            {
                application.MapGet($"/{root}/{resource}", (HttpContext c) => GetAsync(c, resource, ""));
                string one = namespaced ? $"/{root}/namespaces/{{space}}/{resource}" : $"/{root}/{resource}";
                if (namespaced)
                    application.MapGet(one, (HttpContext c, string space) => GetAsync(c, resource, space));
                application.MapPost(one, (HttpContext c, string? space) => PostAsync(c, resource, space ?? ""));
                application.MapGet(one + "/{name}", (string name, string? space) => Find(resource, space ?? "", name));
                application.MapDelete(one + "/{name}", (string name, string? space) =>
                {
                    Delete(resource, space ?? "", name);
                    return Json("""{"kind":"Status","apiVersion":"v1","status":"Success"}""");
                });
            }
        }
    }

    public string Address => application.Urls.Single();

    /// <summary>Lists that were begun, watches that were begun.</summary>
    public int Watching
    {
        get
        {
            lock (gate)
                return watches.Count;
        }
    }

    public static async Task<FakeApiServer> StartAsync()
    {
        var server = new FakeApiServer();
        await server.application.StartAsync();
        return server;
    }

    /// <summary>Makes or replaces an object.</summary>
    public string Put(string resource, string space, string name, JsonObject? spec = null, JsonObject? labels = null, (string Kind, string Uid)? owner = null, string ip = "")
    {
        lock (gate)
        {
            var (api, kind) = TypeOf(resource);
            string type = objects.TryGetValue((resource, space, name), out var former) ? "MODIFIED" : "ADDED";
            string uid = former?["metadata"]!["uid"]!.GetValue<string>() ?? Guid.NewGuid().ToString();
            var made = new JsonObject
            {
                ["kind"] = kind,
                ["apiVersion"] = api,
                ["metadata"] = new JsonObject
                {
                    ["name"] = name, ["namespace"] = space.Length > 0 ? space : null, ["uid"] = uid, ["labels"] = labels ?? [],
                    ["ownerReferences"] = owner is null ? null : new JsonArray(new JsonObject
                    {
                        ["apiVersion"] = "apps/v1", ["kind"] = owner.Value.Kind, ["name"] = "x", ["uid"] = owner.Value.Uid, ["controller"] = true,
                    }),
                },
                ["spec"] = spec ?? [],
                ["status"] = new JsonObject { ["podIP"] = ip.Length > 0 ? ip : null },
            };
            Publish(resource, space, name, type, made);
            return uid;
        }
    }

    /// <summary>The node of a pod that is there.</summary>
    public string NodeOf(string space, string pod)
    {
        lock (gate)
            return objects[("pods", space, pod)]["spec"]!["nodeName"]!.GetValue<string>();
    }

    /// <summary>Takes an object out.</summary>
    public void Delete(string resource, string space, string name)
    {
        lock (gate)
        {
            if (!objects.Remove((resource, space, name), out var former))
                return;
            var last = (JsonObject)former.DeepClone();
            Note(resource, "DELETED", last);
        }
    }

    /// <summary>Forgets what happened so far: whoever wants to go on from there is told that it is gone.</summary>
    public void Forget()
    {
        lock (gate)
        {
            version += 10;
            oldest = version;
            history.Clear();
        }
    }

    /// <summary>Sends a bookmark to all who watch.</summary>
    public void Bookmark()
    {
        lock (gate)
        {
            version++;
            foreach (var (channel, resource) in watches)
            {
                var (api, kind) = TypeOf(resource);
                channel.Writer.TryWrite(new JsonObject
                {
                    ["type"] = "BOOKMARK",
                    ["object"] = new JsonObject
                    {
                        ["kind"] = kind, ["apiVersion"] = api, ["metadata"] = new JsonObject { ["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture) },
                    },
                });
            }
        }
    }

    /// <summary>Breaks all watches.</summary>
    /// <param name="meanwhile">What happens before anybody can watch again.</param>
    public void Disconnect(Action? meanwhile = null)
    {
        lock (gate)
        {
            foreach (var (channel, _) in watches)
                channel.Writer.TryComplete(new IOException("the connection is broken"));
            meanwhile?.Invoke();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Disconnect();
        await application.DisposeAsync();
    }

    private static IResult Json(string text) => Results.Text(text, "application/json");

    private static string Discovery(string group)
    {
        var list = new JsonArray([.. resources.Where(r => r.Group == group).Select(r => new JsonObject
        {
            ["name"] = r.Resource, ["singularName"] = r.Kind.ToLowerInvariant(), ["namespaced"] = r.Namespaced, ["kind"] = r.Kind,
            ["verbs"] = new JsonArray("create", "delete", "get", "list", "watch"),
        })]);
        return new JsonObject { ["kind"] = "APIResourceList", ["apiVersion"] = "v1", ["groupVersion"] = group == "api/v1" ? "v1" : "apps/v1", ["resources"] = list }.ToJsonString();
    }

    private IResult Find(string resource, string space, string name)
    {
        lock (gate)
        {
            return objects.TryGetValue((resource, space, name), out var found) ? Json(found.ToJsonString())
                : Results.Text("""{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"NotFound","code":404}""", "application/json", statusCode: 404);
        }
    }

    private async Task<IResult> PostAsync(HttpContext context, string resource, string space)
    {
        var body = (JsonObject)(await JsonNode.ParseAsync(context.Request.Body))!;
        string name = body["metadata"]!["name"]!.GetValue<string>();
        Put(resource, space, name, body["spec"]?.DeepClone() as JsonObject, body["metadata"]!["labels"]?.DeepClone() as JsonObject);
        return Find(resource, space, name);
    }

    private async Task GetAsync(HttpContext context, string resource, string space)
    {
        if (context.Request.Query["watch"] is ["true" or "1"])
            await WatchAsync(context, resource);
        else
            await context.Response.WriteAsJsonAsync(List(context, resource, space));
    }

    private JsonObject List(HttpContext context, string resource, string space)
    {
        lock (gate)
        {
            int limit = int.TryParse(context.Request.Query["limit"], CultureInfo.InvariantCulture, out int n) && n > 0 ? n : int.MaxValue;
            int skip = int.TryParse(context.Request.Query["continue"], CultureInfo.InvariantCulture, out int from) ? from : 0;
            var found = objects.Where(o => o.Key.Resource == resource && (space.Length == 0 || o.Key.Namespace == space))
                .OrderBy(o => o.Key.Namespace + "/" + o.Key.Name, StringComparer.Ordinal).Select(o => o.Value).ToList();
            var (api, kind) = TypeOf(resource);
            return new JsonObject
            {
                ["kind"] = kind + "List",
                ["apiVersion"] = api,
                ["metadata"] = new JsonObject
                {
                    ["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture),
                    ["continue"] = found.Count - skip > limit ? (skip + limit).ToString(CultureInfo.InvariantCulture) : "",
                },
                ["items"] = new JsonArray([.. found.Skip(skip).Take(limit).Select(o => o.DeepClone())]),
            };
        }
    }

    private async Task WatchAsync(HttpContext context, string resource)
    {
        var channel = Channel.CreateUnbounded<JsonObject>();
        lock (gate)
        {
            long since = long.TryParse(context.Request.Query["resourceVersion"], CultureInfo.InvariantCulture, out long v) ? v : version;
            if (since < oldest)
            {
                channel.Writer.TryWrite(new JsonObject
                {
                    ["type"] = "ERROR",
                    ["object"] = new JsonObject { ["kind"] = "Status", ["apiVersion"] = "v1", ["status"] = "Failure", ["reason"] = "Expired", ["message"] = "too old resource version", ["code"] = 410 },
                });
                channel.Writer.Complete();
            }
            else
            {
                foreach (var (_, _, type, made) in history.Where(h => h.Version > since && h.Resource == resource))
                    channel.Writer.TryWrite(new JsonObject { ["type"] = type, ["object"] = made.DeepClone() });
                watches.Add((channel, resource));
            }
        }

        context.Response.ContentType = "application/json";
        try
        {
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await foreach (var told in channel.Reader.ReadAllAsync(context.RequestAborted))
            {
                await context.Response.WriteAsync(told.ToJsonString() + "\n", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
            }
        }
        catch (IOException)
        {
            context.Abort();
        }
        catch (OperationCanceledException)
        {
            // Whoever watched went away.
        }
        finally
        {
            lock (gate)
            {
                watches.RemoveAll(w => w.Channel == channel);
            }
        }
    }

    private static (string Api, string Kind) TypeOf(string resource)
    {
        var found = resources.Single(r => r.Resource == resource);
        return (found.Group == "api/v1" ? "v1" : "apps/v1", found.Kind);
    }

    private void Publish(string resource, string space, string name, string type, JsonObject made)
    {
        objects[(resource, space, name)] = made;
        Note(resource, type, made);
    }

    private void Note(string resource, string type, JsonObject made)
    {
        version++;
        made["metadata"]!["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture);
        history.Add((version, resource, type, (JsonObject)made.DeepClone()));
        foreach (var (channel, _) in watches.Where(w => w.Resource == resource))
            channel.Writer.TryWrite(new JsonObject { ["type"] = type, ["object"] = made.DeepClone() });
    }
}
