using System.Numerics;
using Bridge.Frost.Curve;
using Bridge.Frost.Signing;

namespace Bridge.Frost.Tests;

/// <summary>
/// The attack on concurrent sessions by a linear system with random inhomogeneities (ROS; Benhamouda and others 2020, section 4): 256 sessions with one honest
/// signer, two messages to choose from in each, one signature over a message that it never saw. It works when the binding factor is constant.
/// </summary>
public sealed class RosAttackTests
{
    private const int Sessions = 256;
    private static readonly BigInteger Order = BigInteger.Parse("0FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141", System.Globalization.NumberStyles.HexNumber);
    private static readonly byte[] Forged = "a message that nobody signed"u8.ToArray();
    private static readonly ParticipantId Honest = ParticipantId.From(1), Attacker = ParticipantId.From(2);

    private readonly ClearGroup _group = new(2, 3, seed: 77);

    [Fact]
    public void Attack_OnAConstantBindingFactor_ForgesASignature() => Attack(constantRho: true).ShouldBeTrue();

    [Fact]
    public void Attack_OnRfc9591sBindingFactor_Fails() => Attack(constantRho: false).ShouldBeFalse();

    private bool Attack(bool constantRho)
    {
        var key = _group.Public.Key;
        var lambda = Interpolation.Coefficients([Honest, Attacker], at: 0);

        // Opened at once, before any share is asked for: the honest signer's nonces of every session, and for both messages what it would answer.
        var sessions = Enumerable.Range(0, Sessions).Select(i => new Session(this, lambda[0], constantRho, i)).ToArray();

        // ρ(x) = Σ 2^j·(x_j - c_j⁰)/(c_j¹ - c_j⁰) = α_0 + Σ α_j·x_j takes every value below 2^256 at some choice of messages.
        var inverses = Array.ConvertAll(sessions, session => session.Choices[1].Challenge - session.Choices[0].Challenge);
        Interpolation.Invert(inverses);
        var alphas = new Scalar[Sessions];
        var (power, constant) = (Scalar.One, Scalar.Zero);
        for (var j = 0; j < Sessions; j++)
        {
            alphas[j] = power * inverses[j];
            constant -= alphas[j] * sessions[j].Choices[0].Challenge;
            power += power;
        }

        // R* = Σ α_j·N_j is fixed before any message is chosen, and with it c*; the choice of messages makes Σ α_j·c_j = c*.
        var commitment = Point.Combine(alphas, [.. sessions.Select(session => session.Choices[0].Nonce)])!;
        var challenge = FrostVerifier.Challenge(commitment, key, Forged);
        var target = new BigInteger((challenge + constant).ToArray(), isUnsigned: true, isBigEndian: true);
        target.ShouldBeLessThan(Order);
        var z = challenge * lambda[1] * _group.Secrets[Attacker];
        for (var j = 0; j < Sessions; j++) z += alphas[j] * sessions[j].Choices[(int)((target >> j) & 1)].Share;

        return FrostVerifier.Verify(key, challenge, commitment, z);
    }

    /// <summary>One session of the honest signer, that answers one of two messages.</summary>
    private sealed class Session
    {
        internal Session(RosAttackTests test, Scalar lambda, bool constantRho, int index)
        {
            var group = test._group;
            var (hiding, binding) = (group.NextScalar(), group.NextScalar());
            NonceCommitment honest = new(Honest, Point.FromScalar(hiding)!, Point.FromScalar(binding)!), own = group.Commit(Attacker);
            Choices = new (Point, Scalar, Scalar)[2];
            for (byte choice = 0; choice < 2; choice++)
            {
                var package = SigningPackage.From(group.Public, [honest, own], [(byte)index, choice]);
                var rho = constantRho ? Scalar.One : package.BindingFactorOf(Honest);
                var challenge = constantRho
                    ? FrostVerifier.Challenge(Point.Sum(honest.Hiding, honest.Binding, own.Hiding, own.Binding)!, group.Public.Key, package.Message.Span)
                    : package.Challenge;
                // What the honest signer sends, and the point behind it: N = D + ρ·E, the same for both messages only when ρ is constant.
                var nonce = Point.Combine([Scalar.One, rho], [honest.Hiding, honest.Binding])!;
                Choices[choice] = (nonce, challenge, hiding + (rho * binding) + (lambda * challenge * group.Secrets[Honest]));
            }
        }

        internal (Point Nonce, Scalar Challenge, Scalar Share)[] Choices { get; }
    }
}
