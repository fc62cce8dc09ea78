using System.Security.Cryptography.X509Certificates;
using Bridge.Protocol.Deployments;
using Bridge.Protocol.GuardianApi;
using Bridge.Protocol.Transport;
using Bridge.Relayer.Signing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;
using Shouldly;
using Xunit;

namespace Bridge.Relayer.Tests.Signing;

/// <summary>The client against a real TLS listener that answers anything.</summary>
public sealed class HttpGuardianClientTests : IDisposable
{
    private static readonly CommitRequest Request = new(new string('1', 64), 1, new BatchName(1, 2, 1, 1));
    private readonly X509Certificate2 _guardian = PinnedTls.LoadCertificate(PinnedTls.CreateCertificate("guardian", TimeProvider.System.GetUtcNow()));
    private readonly X509Certificate2 _relayer = PinnedTls.LoadCertificate(PinnedTls.CreateCertificate("relayer", TimeProvider.System.GetUtcNow()));

    public void Dispose()
    {
        _guardian.Dispose();
        _relayer.Dispose();
    }

    [Fact]
    public async Task CommitAsync_HolderOfThePinnedKey_IsHeardAndSeesOurCertificate()
    {
        X509Certificate2? seen = null;
        await using var app = await ServeAsync(context =>
        {
            seen = context.Connection.ClientCertificate;
            return context.Response.WriteAsJsonAsync(new CommitResponse(new CommitmentMessage(3, "0x02", "0x03"), "0x04"));
        });
        using var client = Client(app, TlsPin.Of(_guardian));

        var accepted = (await client.CommitAsync(Request, CancellationToken.None)).ShouldBeOfType<GuardianAnswer<CommitResponse>.Accepted>();

        accepted.Value.Commitment.Guardian.ShouldBe((ushort)3);
        TlsPin.Of(seen!).ShouldBe(TlsPin.Of(_relayer));
    }

    [Fact]
    public async Task CommitAsync_AnotherKeyAtTheAddress_IsNotHeard()
    {
        var asked = 0;
        await using var app = await ServeAsync(context =>
        {
            asked++;
            return context.Response.WriteAsJsonAsync(new CommitResponse(new CommitmentMessage(3, "0x02", "0x03"), "0x04"));
        });
        using var client = Client(app, TlsPin.Of(_relayer));

        (await client.CommitAsync(Request, CancellationToken.None)).ShouldBeOfType<GuardianAnswer<CommitResponse>.Unreachable>();
        (await client.IsAliveAsync(CancellationToken.None)).ShouldBeFalse();
        asked.ShouldBe(0);
    }

    [Theory]
    [InlineData(409, """{"guardian":3,"reason":"NotFinal","detail":"x"}""", "Refused")]
    [InlineData(409, """{"guardian":3,"reason":"Bored","detail":"x"}""", "Malformed")]
    [InlineData(409, """{"guardian":3,"reason":99,"detail":"x"}""", "Malformed")]
    [InlineData(409, "null", "Malformed")]
    [InlineData(429, "", "Refused")]
    [InlineData(400, "", "Malformed")]
    [InlineData(403, "", "Unreachable")]
    [InlineData(302, "", "Malformed")]
    [InlineData(500, "", "Unreachable")]
    [InlineData(503, "", "Unreachable")]
    [InlineData(200, "", "Malformed")]
    [InlineData(200, "null", "Malformed")]
    [InlineData(200, "not json", "Malformed")]
    [InlineData(200, "[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]", "Malformed")]
    public async Task CommitAsync_OddAnswer_IsClassified(int status, string body, string expected)
    {
        await using var app = await ServeAsync(async context =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(body);
        });
        using var client = Client(app, TlsPin.Of(_guardian));

        (await client.CommitAsync(Request, CancellationToken.None)).GetType().Name.ShouldBe(expected);
    }

    [Fact]
    public async Task CommitAsync_EndlessAnswer_IsCutOff()
    {
        await using var app = await ServeAsync(async context =>
        {
            context.Response.ContentType = "application/json";
            var chunk = new byte[16 * 1024];
            Array.Fill(chunk, (byte)' ');
            for (var i = 0; i < 1_000 && !context.RequestAborted.IsCancellationRequested; i++) await context.Response.Body.WriteAsync(chunk);
        });
        using var client = Client(app, TlsPin.Of(_guardian));

        (await client.CommitAsync(Request, CancellationToken.None)).ShouldNotBeOfType<GuardianAnswer<CommitResponse>.Accepted>();
    }

    [Fact]
    public async Task CommitAsync_NoAnswerInTime_IsUnreachable()
    {
        await using var app = await ServeAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        using var client = Client(app, TlsPin.Of(_guardian), TimeSpan.FromMilliseconds(300));

        (await client.CommitAsync(Request, CancellationToken.None)).ShouldBeOfType<GuardianAnswer<CommitResponse>.Unreachable>();
    }

    private HttpGuardianClient Client(WebApplication app, TlsPin pin, TimeSpan? timeout = null) => new(
        new GuardianDeployment { Index = 3, Url = app.Urls.First(), TlsPin = pin.ToString(), Identity = "0x", VerifyingShare = "0x" },
        _relayer, timeout ?? TimeSpan.FromSeconds(10), TimeProvider.System);

    private async Task<WebApplication> ServeAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.UseHttps(new HttpsConnectionAdapterOptions
        {
            ServerCertificate = _guardian,
            ClientCertificateMode = ClientCertificateMode.RequireCertificate,
            ClientCertificateValidation = (_, _, _) => true,
        })));
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync();
        return app;
    }
}
