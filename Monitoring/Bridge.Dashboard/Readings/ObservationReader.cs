using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Bridge.Dashboard.Views;
using Bridge.Protocol;
using Bridge.Protocol.Cryptography;
using Bridge.Protocol.Deployments;
using Bridge.Protocol.GuardianApi;
using Bridge.Protocol.Transport;

namespace Bridge.Dashboard.Readings;

/// <summary>Asks guardians for their signed observation of a lock. Only those that have pinned this server's certificate answer; the others are shown as not asked.</summary>
internal sealed class ObservationReader : IDisposable
{
    private static readonly Bytes32 Tag = Keccak256.Hash("bridge/observation/v1");
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { MaxDepth = 8, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };

    private readonly IReadOnlyList<(GuardianDeployment Member, HttpClient Http)> _guardians;
    private readonly TimeProvider _time;

    public ObservationReader(Deployment deployment, X509Certificate2 own, TimeProvider time)
    {
        _time = time;
        _guardians = [.. deployment.Guardians.Members.Select(member => (member, new HttpClient(PinnedTls.CreateHandler(own, TlsPin.Parse(member.TlsPin)))
        {
            BaseAddress = new Uri(member.Url),
            Timeout = TimeSpan.FromSeconds(3),
            MaxResponseContentBufferSize = 64 * 1024,
        }))];
    }

    /// <summary>One answer per guardian.</summary>
    public async Task<IReadOnlyList<Sourced>> ReadAsync(Transfer transfer, CancellationToken cancellationToken) =>
        await Task.WhenAll(_guardians.Select(guardian => ReadAsync(guardian.Member, guardian.Http, transfer, cancellationToken)));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, http) in _guardians) http.Dispose();
    }

    /// <summary>True when the message is the guardian's own word for exactly this transfer.</summary>
    // SECURITY: whoever answers, only the identity key's signature over the bytes that this server read makes an observation.
    internal static bool IsOf(GuardianDeployment member, ObservationMessage message, Transfer transfer)
    {
        var encoded = transfer.Encode();
        var signature = Hex.Decode(message.Signature);
        if (message.Guardian != member.Index || signature.Length != 65 || signature[64] > 3 || !Hex.Decode(message.Transfer).AsSpan().SequenceEqual(encoded)) return false;
        var signer = EcdsaKey.RecoverEvmAddress(Digest(encoded, message.Height, Bytes32.Parse(message.BlockHash)), new EcdsaSignature(Bytes32.From(signature.AsSpan(0, 32)), Bytes32.From(signature.AsSpan(32, 32)), signature[64]));
        return signer is not null && signer.AsSpan().SequenceEqual(Hex.Decode(member.Identity));
    }

    // keccak256(tag 32 ‖ transfer 150 ‖ height 8 ‖ block hash 32), as guardians sign it (GuardianApi.cs).
    private static Bytes32 Digest(ReadOnlySpan<byte> transfer, ulong height, Bytes32 blockHash)
    {
        Span<byte> bytes = stackalloc byte[32 + Transfer.Size + 40];
        Tag.CopyTo(bytes);
        transfer.CopyTo(bytes[32..]);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[(32 + Transfer.Size)..], height);
        blockHash.CopyTo(bytes[(40 + Transfer.Size)..]);
        return Keccak256.Hash(bytes);
    }

    private async Task<Sourced> ReadAsync(GuardianDeployment member, HttpClient http, Transfer transfer, CancellationToken cancellationToken)
    {
        var reading = new Reading<ObservationView>($"guardian {member.Index}", TimeSpan.FromMinutes(1));
        try
        {
            using var response = await http.GetAsync(GuardianRoutes.Observation.Replace("{id}", transfer.Id.ToString(), StringComparison.Ordinal), cancellationToken);
            if (response.StatusCode == HttpStatusCode.NotFound) reading.Fail("has not seen this lock as final");
            else if (!response.IsSuccessStatusCode) reading.Fail($"answers {(int)response.StatusCode}");
            else if (await response.Content.ReadFromJsonAsync<ObservationMessage>(Json, cancellationToken) is { } message)
                reading.Succeed(new(member.Index, message.Height, message.BlockHash, IsOf(member, message, transfer)), _time.GetUtcNow());
            else reading.Fail("answers nothing");
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or ProtocolException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            reading.Fail(e is JsonException or ProtocolException ? "answers something else" : "does not answer, or has not pinned this server's certificate");
        }

        return reading.At(_time.GetUtcNow());
    }
}
