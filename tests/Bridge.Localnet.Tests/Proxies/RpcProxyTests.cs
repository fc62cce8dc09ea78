using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Bridge.Localnet.Ports;
using Bridge.Localnet.Proxies;
using Shouldly;
using Xunit;

namespace Bridge.Localnet.Tests.Proxies;

public sealed class RpcProxyTests : IAsyncLifetime
{
    private readonly HttpClient _client = new();
    private FakeNode _node = null!;
    private RpcProxy _proxy = null!;
    private string _url = null!;

    public async Task InitializeAsync()
    {
        _node = await FakeNode.StartAsync();
        var port = new PortPlan().Free(1, "proxy")[0];
        _proxy = await RpcProxy.StartAsync(new(port, _node.Url, new UriBuilder(_node.Url) { Scheme = "ws" }.Uri), CancellationToken.None);
        _url = $"http://127.0.0.1:{port}";
    }

    public async Task DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await _node.DisposeAsync();
        _client.Dispose();
    }

    [Theory]
    [InlineData("""{"method":"eth_call"}""")]
    [InlineData("""{"method":"eth_call","kind":"delay"}""")]
    [InlineData("""{"method":"eth_call","kind":"forge"}""")]
    [InlineData("""{"method":"","kind":"error"}""")]
    [InlineData("""{"method":"eth_call","kind":"error","times":0}""")]
    [InlineData("not json")]
    public async Task Faults_Malformed_AreRefused(string body)
    {
        using var response = await _client.PostAsync($"{_url}/faults", new StringContent(body));
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await CallAsync("eth_call"))["result"].ShouldNotBeNull();
    }

    [Fact]
    public async Task Post_WithoutFaults_PassesThrough()
    {
        var answer = await CallAsync("eth_call", id: 7);
        answer["id"]!.GetValue<int>().ShouldBe(7);
        answer["result"]!.GetValue<string>().ShouldBe("eth_call answer 1");
    }

    [Fact]
    public async Task Post_ErrorFault_AppliesToItsMethodOnly()
    {
        await SetAsync(new { method = "eth_call", kind = "error" });
        (await CallAsync("eth_call"))["error"]!["code"]!.GetValue<int>().ShouldBe(-32000);
        (await CallAsync("eth_getLogs"))["result"]!.GetValue<string>().ShouldBe("eth_getLogs answer 1");
    }

    [Fact]
    public async Task Post_FaultWithTimes_EndsAfterThem()
    {
        await SetAsync(new { method = "*", kind = "error", times = 2 });
        (await CallAsync("a"))["error"].ShouldNotBeNull();
        (await CallAsync("b"))["error"].ShouldNotBeNull();
        (await CallAsync("c"))["result"].ShouldNotBeNull();
    }

    [Fact]
    public async Task Post_FaultForOneClient_LeavesTheOthersAlone()
    {
        await SetAsync(new { method = "*", kind = "error", client = "guardian-1" });
        (await CallAsync("a", path: "/guardian-1"))["error"].ShouldNotBeNull();
        (await CallAsync("a", path: "/guardian-2"))["result"].ShouldNotBeNull();
    }

    [Fact]
    public async Task Post_StaleFault_RepeatsTheFirstAnswerUnderTheNewId()
    {
        await SetAsync(new { method = "eth_blockNumber", kind = "stale" });
        var first = await CallAsync("eth_blockNumber", id: 1);
        var second = await CallAsync("eth_blockNumber", id: 2);
        second["result"]!.GetValue<string>().ShouldBe(first["result"]!.GetValue<string>());
        second["id"]!.GetValue<int>().ShouldBe(2);
        _node.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task Post_ForgedResult_NeverReachesTheNode()
    {
        await SetAsync(new { method = "eth_call", kind = "forge", result = new { amount = "0xff" } });
        (await CallAsync("eth_call"))["result"]!["amount"]!.GetValue<string>().ShouldBe("0xff");
        _node.Calls.ShouldBe(0);
    }

    [Fact]
    public async Task Post_ForgedText_IsReplacedInTheTrueAnswer()
    {
        await SetAsync(new { method = "eth_call", kind = "forge", find = "answer", with = "lie" });
        (await CallAsync("eth_call"))["result"]!.GetValue<string>().ShouldBe("eth_call lie 1");
    }

    [Fact]
    public async Task Post_UnavailableFault_Is503()
    {
        await SetAsync(new { method = "eth_call", kind = "unavailable" });
        using var response = await _client.PostAsJsonAsync(_url, new { jsonrpc = "2.0", id = 1, method = "eth_call" });
        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task Post_BatchWithFault_AppliesItToTheMatchingCall()
    {
        await SetAsync(new { method = "b", kind = "error" });
        using var response = await _client.PostAsJsonAsync(_url, new[] { new { jsonrpc = "2.0", id = 1, method = "a" }, new { jsonrpc = "2.0", id = 2, method = "b" } });
        var answers = (await response.Content.ReadFromJsonAsync<JsonArray>())!;
        answers[0]!["result"].ShouldNotBeNull();
        answers[1]!["error"].ShouldNotBeNull();
    }

    [Fact]
    public async Task Delete_Faults_RestoresTheTruth()
    {
        await SetAsync(new { method = "*", kind = "error" });
        (await _client.DeleteAsync($"{_url}/faults")).EnsureSuccessStatusCode();
        (await CallAsync("a"))["result"].ShouldNotBeNull();
    }

    [Fact]
    public async Task WebSocket_Message_TravelsBothWays()
    {
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri(_url.Replace("http", "ws", StringComparison.Ordinal)), CancellationToken.None);
        await socket.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        var buffer = new byte[64];
        var received = await socket.ReceiveAsync(buffer, CancellationToken.None);
        Encoding.UTF8.GetString(buffer, 0, received.Count).ShouldBe("hello");

        // The node hangs up without a word after its answer: the caller is told, and nothing is cut off.
        (await socket.ReceiveAsync(buffer, CancellationToken.None)).MessageType.ShouldBe(WebSocketMessageType.Close);
    }

    [Fact]
    public async Task Post_NodeGone_Is502()
    {
        await _node.DisposeAsync();
        using var response = await _client.PostAsJsonAsync(_url, new { jsonrpc = "2.0", id = 1, method = "a" });
        response.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
    }

    private async Task SetAsync(object fault) => (await _client.PostAsJsonAsync($"{_url}/faults", fault)).EnsureSuccessStatusCode();

    private async Task<JsonNode> CallAsync(string method, int id = 1, string path = "")
    {
        using var response = await _client.PostAsJsonAsync(_url + path, new { jsonrpc = "2.0", id, method, @params = Array.Empty<object>() });
        return (await response.Content.ReadFromJsonAsync<JsonNode>())!;
    }
}
