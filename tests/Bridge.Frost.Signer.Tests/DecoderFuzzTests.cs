using Bridge.Frost.Curve;
using Bridge.Frost.KeyGeneration;
using Bridge.Frost.Repair;
using Bridge.Frost.Signer.KeyFiles;
using Bridge.Frost.Signing;
using Bridge.Protocol.GuardianApi;
using Bridge.Testing;

namespace Bridge.Frost.Signer.Tests;

/// <summary>
/// Every decoder, on random bytes and on valid encodings that were changed, cut or lengthened: it refuses with the one exception, or what it read encodes to the same
/// bytes again, so that nothing has two encodings.
/// </summary>
public sealed class DecoderFuzzTests : IDisposable
{
    private readonly GuardianSet _set = new GuardianSet(2, 3).ToRound3();

    public static TheoryData<string> Decoders =>
        ["scalar", "point", "group", "signature", "round1", "round2", "proof", "repair", "version", "entries", "commitment", "share"];

    public void Dispose() => _set.Dispose();

    [Theory]
    [MemberData(nameof(Decoders))]
    public void Decode_RandomOrChangedBytes_IsRefusedOrTheOneEncoding(string name)
    {
        var (valid, decode) = Decoder(name);
        decode(valid).ShouldBe(valid);
        var random = new SeededBytes((ulong)name.Sum(letter => letter));
        for (var i = 0; i < 4_000; i++)
        {
            var bytes = Changed(valid, random);
            try
            {
                decode(bytes).ShouldBe(bytes);
            }
            catch (ProtocolException)
            {
                // The one way to say no.
            }
        }
    }

    private static byte[] Changed(byte[] valid, SeededBytes random)
    {
        var bytes = random.NextInt(4) == 0 ? random.Next(random.NextInt(2 * valid.Length)) : valid.ToArray();
        for (var flips = random.NextInt(4); flips > 0 && bytes.Length > 0; flips--) bytes[random.NextInt(bytes.Length)] ^= (byte)(1 << random.NextInt(8));
        if (bytes.Length > 0 && random.NextInt(5) == 0) bytes[random.NextInt(bytes.Length)] = random.NextInt(2) == 0 ? (byte)0 : (byte)0xff;
        return random.NextInt(5) switch
        {
            0 => bytes[..random.NextInt(bytes.Length + 1)],
            1 => [.. bytes, .. random.Next(1 + random.NextInt(40))],
            _ => bytes,
        };
    }

    private (byte[] Valid, Func<byte[], byte[]> Decode) Decoder(string name)
    {
        var (one, two) = (GuardianSet.Id(1), GuardianSet.Id(2));
        var group = _set.Round3[one].Group;
        byte[] Body(ReadOnlyMemory<byte> package) => package.ToArray()[..^SignedPackage.SignatureSize];
        var round1 = Round1Package.Decode(Body(_set.Round1[one].Broadcast));
        byte[] signature = [.. group.Key.Encoded, .. Scalar.One.ToArray()];
        return name switch
        {
            "scalar" => (round1.Proof.Response.ToArray(), bytes => Scalar.From(bytes).ToArray()),
            "point" => (group.Key.ToArray(), bytes => Point.From(bytes).ToArray()),
            "group" => (group.Encode(), bytes => GroupPublicKey.Decode(bytes).Encode()),
            "signature" => (signature, bytes => GroupSignatureEncoding.FromRfc9591(bytes).ToRfc9591()),
            "round1" => (round1.Encode(), bytes => Round1Package.Decode(bytes).Encode()),
            "round2" => (Body(_set.Round2[one].Outgoing[two]), bytes => Round2Package.Decode(bytes).Encode()),
            "proof" => (round1.Proof.ToArray(), bytes => ProofOfKnowledge.From(bytes).ToArray()),
            "repair" => (new RepairPackage(one, [.. round1.Commitments], group.Key).Encode(), bytes => RepairPackage.Decode(bytes).Encode()),
            "version" => (new KeyVersion(GuardianEpoch.From(7), 3, GuardianSet.Filled(9)).ToArray(), bytes => KeyVersion.From(bytes).ToArray()),
            "entries" => (Entries(), bytes => ReadEntries(bytes)),
            "commitment" => ([.. group.Key.Encoded, .. round1.EncryptionKey.Encoded], ReadCommitment),
            "share" => (round1.Proof.Response.ToArray(), bytes => Hex.Decode(SignatureShare.From(new SignResponse(1, Hex.Encode(bytes))).ToMessage().Share)),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no such decoder"),
        };
    }

    private static byte[] Entries()
    {
        using var entries = new SecretEntries();
        entries.Set("a", [1, 2, 3]);
        entries.Set("b", new byte[40]);
        return entries.Encode();
    }

    private static byte[] ReadEntries(byte[] bytes)
    {
        if (!SecretEntries.TryDecode(bytes, out var entries)) throw new ProtocolException("refused");
        using (entries) return entries.Encode();
    }

    private static byte[] ReadCommitment(byte[] bytes)
    {
        var half = Math.Min(Point.Size, bytes.Length);
        var message = NonceCommitment.From(new CommitmentMessage(1, Hex.Encode(bytes.AsSpan(0, half)), Hex.Encode(bytes.AsSpan(half)))).ToMessage();
        return [.. Hex.Decode(message.Hiding), .. Hex.Decode(message.Binding)];
    }
}
