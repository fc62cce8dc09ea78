using Bridge.Frost.Signing;

namespace Bridge.Frost.Tests.Simulation;

/// <summary>One message to sign, with model signers and a network that delivers what is under way in any order.</summary>
internal sealed class SimulatedRun
{
    private const int PatienceInMessages = 12;

    private readonly FastRandom _random;
    private readonly RoastMachine<int> _machine;
    private readonly Dictionary<ParticipantId, ModelSigner> _signers;
    private readonly Dictionary<int, Dictionary<ParticipantId, int>> _packages = [];
    private readonly HashSet<int> _spent = [];
    private readonly List<Action> _underWay = [];
    private readonly int _threshold;
    private bool _isOver;

    internal SimulatedRun(ulong seed)
    {
        _random = new(seed);
        var count = 2 + _random.Next(9);
        _threshold = 2 + _random.Next(count - 1);
        _signers = Enumerable.Range(1, count).ToDictionary(i => ParticipantId.From((ushort)i), i => new ModelSigner(ParticipantId.From((ushort)i), NextConduct()));
        _machine = new(_threshold, _signers.Keys, spare: _random.Next(2));
    }

    private enum Conduct
    {
        Honest = 0,
        Flaky = 1,
        WrongShares = 2,
        Silent = 3,
        Noisy = 4,
    }

    internal bool IsSigned { get; private set; }

    internal int Sessions => _machine.Sessions;

    internal int Blamed { get; private set; }

    internal long Messages { get; private set; }

    internal void Play()
    {
        Do(_machine.Start());
        while (!_isOver && Messages < 3_000)
        {
            Messages++;
            // When nothing is under way, or now and then, a clock runs out.
            if (_underWay.Count == 0 || _random.Next(PatienceInMessages) == 0) Do(_machine.Overtake(_random.Next(_machine.Sessions + 1)));
            if (_random.Next(PatienceInMessages) == 0) Do(_machine.Retry(ParticipantId.From((ushort)(1 + _random.Next(_signers.Count)))));
            if (_underWay.Count == 0)
            {
                if (Messages > 300) break;
                continue;
            }

            var at = _random.Next(_underWay.Count);
            var deliver = _underWay[at];
            (_underWay[at], _underWay[^1]) = (_underWay[^1], _underWay[at]);
            _underWay.RemoveAt(_underWay.Count - 1);
            deliver();
        }

        // Enough that answer always, and no clock that gives up on them: it must be signed, in at most n - t + 1 sessions when nobody declined.
        var reliable = _signers.Values.Count(signer => signer.Conduct is Conduct.Honest or Conduct.Noisy);
        if (reliable >= _threshold) IsSigned.ShouldBeTrue();
        if (reliable >= _threshold && _signers.Values.All(signer => signer.Conduct != Conduct.Flaky))
            Sessions.ShouldBeLessThanOrEqualTo(_signers.Count - _threshold + 1);
    }

    private Conduct NextConduct() => _random.Next(10) switch
    {
        < 5 => Conduct.Honest,
        5 => Conduct.Flaky,
        6 or 7 => Conduct.WrongShares,
        8 => Conduct.Silent,
        _ => Conduct.Noisy,
    };

    private void Do(List<RoastStep<int>> steps)
    {
        foreach (var step in steps)
        {
            if (_isOver) return;
            switch (step)
            {
                case RoastStep<int>.Ask ask:
                    Send(() => Commit(_signers[ask.Signer]));
                    break;
                case RoastStep<int>.Open open:
                    _packages.Add(open.Session, open.Signers.ToDictionary());
                    foreach (var (signer, nonce) in open.Signers)
                    {
                        // No commitment may go into two packages, whoever made it.
                        _spent.Add(nonce).ShouldBeTrue();
                        Send(() => Sign(_signers[signer], open.Session, nonce));
                    }

                    break;
                case RoastStep<int>.Complete complete:
                    _packages[complete.Session].Count.ShouldBe(_threshold);
                    (_isOver, IsSigned) = (true, true);
                    break;
                case RoastStep<int>.Hopeless:
                    _signers.Values.Count(signer => signer.Conduct == Conduct.WrongShares).ShouldBeGreaterThan(_signers.Count - _threshold);
                    _isOver = true;
                    break;
            }
        }
    }

    private void Commit(ModelSigner signer)
    {
        if (signer.Conduct == Conduct.Silent || _machine.Sessions > 200) return;
        if (signer.Conduct == Conduct.Flaky && _random.Next(4) == 0)
        {
            Do(_machine.Decline(signer.Id));
            return;
        }

        var nonce = signer.NextNonce();
        Receive(() => _machine.OnCommitment(signer.Id, nonce));
        if (signer.Conduct == Conduct.Noisy) Receive(() => _machine.OnCommitment(signer.Id, signer.NextNonce()));
    }

    private void Sign(ModelSigner signer, int session, int nonce)
    {
        switch (signer.Conduct)
        {
            case Conduct.Silent:
                return;
            case Conduct.Flaky when _random.Next(4) == 0:
                Receive(() => _machine.Decline(signer.Id));
                return;
        }

        // The signer's own guard: each pair once, whatever the coordinator does.
        signer.Use(nonce);
        var isValid = signer.Conduct != Conduct.WrongShares || _random.Next(3) == 0;
        ReceiveShare(signer.Id, session, isValid);
        if (signer.Conduct != Conduct.Noisy) return;
        // Repeated, for another session, and in another's name: the channel shows who speaks.
        ReceiveShare(signer.Id, session, isValid: true);
        ReceiveShare(signer.Id, 1 + _random.Next(_machine.Sessions + 1), isValid: true);
    }

    private void ReceiveShare(ParticipantId from, int session, bool isValid) => Receive(() =>
    {
        if (!_machine.Expects(from, session)) return [];
        // As RoastCoordinator does: what is waited for is verified, and a wrong share is its sender's fault.
        var fits = isValid && _packages[session].ContainsKey(from);
        if (fits) return _machine.OnShare(from, session);
        _signers[from].Conduct.ShouldBe(Conduct.WrongShares);
        Blamed++;
        return _machine.Exclude(from);
    });

    private void Send(Action deliver) => _underWay.Add(deliver);

    private void Receive(Func<List<RoastStep<int>>> answer)
    {
        _underWay.Add(() => Do(answer()));
        // The network repeats now and then.
        if (_random.Next(20) == 0) _underWay.Add(() => Do(answer()));
    }

    private sealed class ModelSigner(ParticipantId id, Conduct conduct)
    {
        private readonly HashSet<int> _used = [];
        private int _made;

        internal ParticipantId Id => id;

        internal Conduct Conduct => conduct;

        internal int NextNonce() => (id.Value << 20) | ++_made;

        internal void Use(int nonce) => _used.Add(nonce).ShouldBeTrue();
    }

    /// <summary>xorshift64*: the same for the same seed.</summary>
    private sealed class FastRandom(ulong seed)
    {
        private ulong _state = (seed * 0x9E3779B97F4A7C15) | 1;

        internal int Next(int below)
        {
            _state ^= _state >> 12;
            _state ^= _state << 25;
            _state ^= _state >> 27;
            return (int)((_state * 0x2545F4914F6CDD1D >> 33) % (ulong)below);
        }
    }
}
