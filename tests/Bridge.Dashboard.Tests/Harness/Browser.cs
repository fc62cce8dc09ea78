using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Bridge.Dashboard.Tests.Harness;

/// <summary>An answer of the dashboard.</summary>
internal sealed record Answer(HttpStatusCode Status, string Text, HttpResponseMessage Response)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    /// <summary>The error's kind; "" when it is no error.</summary>
    public string Error => Text.StartsWith('{') && Json.TryGetProperty("error", out var error) ? error.GetString()! : "";
}

/// <summary>Keeps the cookie and the CSRF token as the page does, and can leave either out. Never follows a redirect.</summary>
internal sealed class Browser : IDisposable
{
    private readonly HttpClient _http;
    private readonly string _origin;

    public Browser(Uri url, IPAddress from)
    {
        Cookies = new();
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            CookieContainer = Cookies,
            UseProxy = false,
            ConnectCallback = async (context, cancellationToken) =>
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                socket.Bind(new IPEndPoint(from, 0));
                await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        _origin = url.GetLeftPart(UriPartial.Authority);
        _http = new(handler) { BaseAddress = url, Timeout = TimeSpan.FromMinutes(2) };
    }

    public CookieContainer Cookies { get; }

    public string? Csrf { get; set; }

    public async Task<Answer> SignInAsync(string user, string password, string code, bool phone = false)
    {
        var answer = await PostAsync("/api/session", new { user, password, code, client = phone ? "phone" : "desk" });
        if (answer.Status == HttpStatusCode.OK) Csrf = answer.Json.GetProperty("csrf").GetString();
        return answer;
    }

    public Task<Answer> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, null, headers);

    public Task<Answer> PostAsync(string path, object? body = null, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Post, path, body, headers);

    public Task<Answer> DeleteAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Delete, path, null, headers);

    public async Task<Answer> SendAsync(HttpMethod method, string path, object? body, params (string Name, string Value)[] headers)
    {
        // The path as it is: "//x" is a path of this host here, not a host.
        using var request = new HttpRequestMessage(method, new Uri(_origin + path));
        if (Csrf is not null && method != HttpMethod.Get) request.Headers.Add("X-CSRF-Token", Csrf);
        if (body is not null) request.Content = new StringContent(body as string ?? JsonSerializer.Serialize(body, JsonSerializerOptions.Web), Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers)
        {
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, value);
        }

        var response = await _http.SendAsync(request);
        return new(response.StatusCode, await response.Content.ReadAsStringAsync(), response);
    }

    /// <summary>Opens a stream; its lines come as they are sent.</summary>
    public async Task<StreamReader> StreamAsync(string path)
    {
        var response = await _http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return new(await response.Content.ReadAsStreamAsync());
    }

    /// <summary>Only the headers: for what never ends.</summary>
    public async Task<HttpStatusCode> HeadersAsync(string path)
    {
        using var response = await _http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
        return response.StatusCode;
    }

    public void Dispose() => _http.Dispose();
}
