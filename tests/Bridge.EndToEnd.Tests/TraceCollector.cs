using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Bridge.EndToEnd.Tests;

/// <summary>An OpenTelemetry collector of the smallest kind: keeps the bytes of what daemons export over HTTP.</summary>
internal sealed class TraceCollector : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<byte[]> _traces = new();
    private readonly Task _serving;

    private TraceCollector(string url)
    {
        Url = url;
        _listener.Prefixes.Add(url + "/");
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Url { get; }

    /// <summary>What makes a daemon export here.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Url,
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "1000",
    };

    /// <summary>Listens on a port that nobody uses.</summary>
    public static TraceCollector Start()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        return new($"http://127.0.0.1:{port}");
    }

    /// <summary>True once an export of <paramref name="service"/> held a span of the trace.</summary>
    public bool Has(string service, ReadOnlySpan<byte> traceId)
    {
        foreach (var body in _traces)
        {
            if (body.AsSpan().IndexOf(traceId) >= 0 && body.AsSpan().IndexOf(Encoding.UTF8.GetBytes(service)) >= 0) return true;
        }

        return false;
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
        _listener.Close();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return; // stopped
            }

            using var body = new MemoryStream();
            await context.Request.InputStream.CopyToAsync(body);
            if (context.Request.Url?.AbsolutePath == "/v1/traces") _traces.Enqueue(body.ToArray());
            context.Response.StatusCode = 200;
            context.Response.Close();
        }
    }
}
