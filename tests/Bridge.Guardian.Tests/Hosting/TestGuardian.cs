using System.Net;
using System.Net.Sockets;
using Bridge.Frost.Signer.KeyFiles;
using Bridge.Guardian.Configuration;
using Bridge.Guardian.Hosting;
using Bridge.Guardian.Keygen;
using Bridge.Guardian.Keys;
using Bridge.Protocol.Deployments;
using Bridge.Protocol.Transport;
using Microsoft.AspNetCore.Builder;

namespace Bridge.Guardian.Tests;

/// <summary>One guardian of an in-process network: its own directory, keys and listeners, real TLS on loopback.</summary>
internal sealed class TestGuardian : IAsyncDisposable
{
    private readonly TestDirectory _directory = new();
    private readonly Passphrase _passphrase;
    private GuardianKeys _keys;
    private WebApplication? _app;
    private IDisposable? _held;

    public TestGuardian(ushort index)
    {
        File.WriteAllText(_directory.In("passphrase"), "correct horse\n");
        _passphrase = Passphrase.Read(_directory.In("passphrase"));
        Data = new DataDirectory(_directory.Path);
        Options = new GuardianOptions
        {
            Index = index,
            Listen = $"https://127.0.0.1:{FreePort.Next()}",
            HealthListen = $"http://127.0.0.1:{FreePort.Next()}",
            PollMilliseconds = 50,
        };
        _keys = GuardianKeys.Create(Data.Keys, _passphrase, $"guardian {index}", TimeProvider.System, KeyFileCost.Minimum);
        Public = PublicFile.Of(index, Options.Listen, _keys);
    }

    public DataDirectory Data { get; }

    public GuardianOptions Options { get; }

    public GuardianDeployment Public { get; }

    public List<string> Progress { get; } = [];

    public FakeChain Evm { get; } = new(TransferBuilder.Evm);

    public FakeChain Solana { get; } = new(TransferBuilder.Solana);

    public System.Security.Cryptography.X509Certificates.X509Certificate2 Certificate => _keys.Certificate;

    public TlsPin Pin => TlsPin.Of(_keys.Certificate);

    public async Task KeygenAsync(Ceremony ceremony, TimeSpan? limit = null)
    {
        var host = new CeremonyHost(Data, Options, ceremony, _keys, TimeProvider.System, line =>
        {
            lock (Progress) Progress.Add(line);
        });
        await host.RunAsync(limit ?? TimeSpan.FromMinutes(2), generated => new KeyStore(Data, _passphrase, KeyFileCost.Minimum).Add(
            generated.Key, KeyRecord.Of(generated.Key, KeyOrigin.Keygen, TimeProvider.System.GetUtcNow())), CancellationToken.None);
        var old = _keys;
        _keys = GuardianKeys.Open(Data.Keys, _passphrase);
        old.Dispose();
    }

    /// <summary>Takes part in the ceremony with this guardian's keys, and shows what the test wants instead.</summary>
    public Task<RogueMember> LieAsync(Ceremony ceremony, RogueMember.Spoil spoil) => RogueMember.StartAsync(Options.Index, Options.Listen, _keys, ceremony, spoil);

    /// <summary>True when a key or a group came out of a ceremony.</summary>
    public bool HasKey => _keys.Shares.Count > 0 || File.Exists(Data.Group);

    public async Task StartAsync(IReadOnlySet<TlsPin> relayers, IReadOnlySet<TlsPin> peers)
    {
        _held = Data.Lock();
        _app = GuardianHost.Build(
            new GuardianSetup
            {
                Options = Options,
                Directory = Data,
                Bridge = TransferBuilder.Bridge,
                Chains = [new(new FakeChainFamily("evm", Evm), 128), new(new FakeChainFamily("solana", Solana), 32)],
                Identity = _keys.Identity,
                Certificate = _keys.Certificate,
                Keys = _keys.Shares,
                Relayers = relayers,
                Peers = peers,
            },
            TimeProvider.System);
        await _app.StartAsync();
    }

    public async Task StopAsync()
    {
        if (_app is not null) await _app.DisposeAsync();
        _held?.Dispose();
        (_app, _held) = (null, null);
    }

    /// <summary>A client that shows this guardian's own certificate.</summary>
    public HttpClient ClientTo(TestGuardian other) => new(PinnedTls.CreateHandler(_keys.Certificate, other.Pin)) { BaseAddress = new Uri(other.Options.Listen) };

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _keys.Dispose();
        _passphrase.Dispose();
        _directory.Dispose();
    }
}
