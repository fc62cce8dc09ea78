using System.Net;
using Bridge.Chains.Rpc;
using Bridge.Testing.Rpc;
using Shouldly;
using Xunit;

namespace Bridge.Chains.Tests.Rpc;

public sealed class JsonRpcClientTests
{
    private static readonly JsonRpcOptions Quick = new() { RetryDelay = TimeSpan.FromMilliseconds(1) };

    [Theory]
    [InlineData("ftp://node")]
    [InlineData("node:8545")]
    [InlineData("")]
    public void Constructor_NotAnHttpAddress_Throws(string url) => Should.Throw<ArgumentException>(() => new JsonRpcClient(url, TimeProvider.System));

    [Fact]
    public void Constructor_SeveralBadOptions_NamesAllOfThem()
    {
        var error = Should.Throw<ArgumentException>(() => new JsonRpcClient("http://node", TimeProvider.System, new JsonRpcOptions { Retries = -1, MaxResponseBytes = 1 }));
        error.Message.ShouldContain("Retries");
        error.Message.ShouldContain("MaxResponseBytes");
    }

    [Fact]
    public async Task CallAsync_TransportFailsTwice_AnswersAfterRetries()
    {
        var attempts = 0;
        using var client = Client(_ => ++attempts <= 2 ? throw new HttpRequestException("down") : """{"jsonrpc":"2.0","id":1,"result":"0x1"}""");
        (await client.CallAsync("m", [], default)).GetString().ShouldBe("0x1");
        attempts.ShouldBe(3);
    }

    [Fact]
    public async Task CallAsync_Http503Always_IsUnavailableAfterAllAttempts()
    {
        var attempts = 0;
        using var client = new JsonRpcClient("http://node", TimeProvider.System, Quick, new Handler(_ =>
        {
            attempts++;
            return new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);
        }));
        (await Fails(client.CallAsync("m", [], default))).ShouldBe(ChainReadFailure.Unavailable);
        attempts.ShouldBe(4);
    }

    [Fact]
    public async Task SendOnceAsync_TransportFails_IsNotRepeated()
    {
        var attempts = 0;
        using var client = Client(_ =>
        {
            attempts++;
            throw new HttpRequestException("down");
        });
        (await Fails(client.SendOnceAsync("m", [], default))).ShouldBe(ChainReadFailure.Unavailable);
        attempts.ShouldBe(1);
    }

    [Fact]
    public async Task CallAsync_FailureMessage_NeverShowsTheAddressPath()
    {
        using var client = new JsonRpcClient("http://node/v3/provider-key", TimeProvider.System, Quick, new Handler(_ => throw new HttpRequestException("http://node/v3/provider-key down")));
        var error = await Should.ThrowAsync<ChainReadException>(() => client.CallAsync("m", [], default));
        error.Message.ShouldNotContain("provider-key");
    }

    [Fact]
    public async Task CallAsync_ErrorObject_IsNotRetriedAndCarriesData()
    {
        var attempts = 0;
        using var client = Client(_ =>
        {
            attempts++;
            return """{"jsonrpc":"2.0","id":1,"error":{"code":3,"message":"reverted","data":"0x1234"}}""";
        });
        var error = await Should.ThrowAsync<ChainReadException>(() => client.CallAsync("m", [], default));
        error.Failure.ShouldBe(ChainReadFailure.Unavailable);
        var inner = error.InnerException.ShouldBeOfType<JsonRpcErrorException>();
        inner.Error.Code.ShouldBe(3);
        inner.Error.Data!.Value.GetString().ShouldBe("0x1234");
        attempts.ShouldBe(1);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("""{"jsonrpc":"2.0","id":2,"result":"0x1"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":null,"result":"0x1"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1}""")]
    [InlineData("""[{"jsonrpc":"2.0","id":1,"result":"0x1"}]""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"error":"text"}""")]
    [InlineData("null")]
    public async Task CallAsync_AnswerDoesNotFit_IsInvalid(string answer)
    {
        using var client = Client(_ => answer);
        (await Fails(client.CallAsync("m", [], default))).ShouldBe(ChainReadFailure.Invalid);
    }

    [Fact]
    public async Task CallAsync_AnswerTooLarge_IsInvalid()
    {
        using var client = new JsonRpcClient("http://node", TimeProvider.System, Quick with { MaxResponseBytes = 1024 }, new Handler(_ => Json($"{{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"{new string('a', 2000)}\"}}")));
        (await Fails(client.CallAsync("m", [], default))).ShouldBe(ChainReadFailure.Invalid);
    }

    [Fact]
    public async Task BatchAsync_AnswersOutOfOrder_AreMatchedById()
    {
        using var client = Client(_ => """[{"jsonrpc":"2.0","id":2,"result":"b"},{"jsonrpc":"2.0","id":1,"result":"a"}]""");
        var replies = await client.BatchAsync([new("x", []), new("y", [])], default);
        replies[0].Result.GetString().ShouldBe("a");
        replies[1].Result.GetString().ShouldBe("b");
    }

    [Theory]
    [InlineData("""[{"jsonrpc":"2.0","id":1,"result":"a"}]""")]
    [InlineData("""[{"jsonrpc":"2.0","id":1,"result":"a"},{"jsonrpc":"2.0","id":1,"result":"a"}]""")]
    public async Task BatchAsync_AnswerMissingOrTwice_IsInvalid(string answer)
    {
        using var client = Client(_ => answer);
        (await Fails(client.BatchAsync([new("x", []), new("y", [])], default))).ShouldBe(ChainReadFailure.Invalid);
    }

    [Fact]
    public async Task BatchAsync_RefusedAsAWhole_EveryReplyIsTheError()
    {
        using var client = Client(_ => """{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"no batches"}}""");
        var replies = await client.BatchAsync([new("x", []), new("y", [])], default);
        replies.ShouldAllBe(reply => reply.Error!.Code == -32600);
    }

    [Fact]
    public async Task CallAsync_EndpointKeepsFailing_CircuitOpensAndSparesIt()
    {
        var attempts = 0;
        using var client = new JsonRpcClient("http://node", TimeProvider.System, Quick with { Retries = 0, BreakerThroughput = 2 }, new Handler(_ =>
        {
            attempts++;
            throw new HttpRequestException("down");
        }));
        for (var i = 0; i < 5; i++) (await Fails(client.CallAsync("m", [], default))).ShouldBe(ChainReadFailure.Unavailable);
        attempts.ShouldBe(2);
    }

    [Fact]
    public async Task CallAsync_Cancelled_IsCancelledNotUnavailable()
    {
        using var stop = new CancellationTokenSource();
        using var client = Client(_ =>
        {
            stop.Cancel();
            throw new OperationCanceledException(stop.Token);
        });
        await Should.ThrowAsync<OperationCanceledException>(() => client.CallAsync("m", [], stop.Token));
    }

    private static async Task<ChainReadFailure> Fails(Task task) => (await Should.ThrowAsync<ChainReadException>(() => task)).Failure;

    private static JsonRpcClient Client(Func<HttpRequestMessage, string> answer) =>
        new("http://node", TimeProvider.System, Quick, new Handler(request => Json(answer(request))));

    private static HttpResponseMessage Json(string text) => new(HttpStatusCode.OK) { Content = new StringContent(text) };

    private sealed class Handler(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await Task.Yield();
            return answer(request);
        }
    }
}
