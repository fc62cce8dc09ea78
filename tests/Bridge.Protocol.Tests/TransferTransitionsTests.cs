using Shouldly;
using S = Bridge.Protocol.TransferState;
using V = Bridge.Protocol.TransferEvent;

namespace Bridge.Protocol.Tests;

public class TransferTransitionsTests
{
    private static readonly Dictionary<(S, V), S> Allowed = new()
    {
        [(S.Observed, V.Finalized)] = S.Finalized,
        [(S.Finalized, V.Signed)] = S.Signed,
        [(S.Finalized, V.Released)] = S.Released,
        [(S.Finalized, V.Undeliverable)] = S.Undeliverable,
        [(S.Finalized, V.VoidRequested)] = S.VoidRequested,
        [(S.Finalized, V.Held)] = S.Held,
        [(S.Signed, V.Held)] = S.Held,
        [(S.Limited, V.Held)] = S.Held,
        [(S.Signed, V.Submitted)] = S.Submitted,
        [(S.Signed, V.Limited)] = S.Limited,
        [(S.Signed, V.Released)] = S.Released,
        [(S.Signed, V.Undeliverable)] = S.Undeliverable,
        [(S.Signed, V.VoidRequested)] = S.VoidRequested,
        [(S.Submitted, V.Dropped)] = S.Signed,
        [(S.Submitted, V.Limited)] = S.Limited,
        [(S.Submitted, V.Held)] = S.Held,
        [(S.Submitted, V.Released)] = S.Released,
        [(S.Submitted, V.Undeliverable)] = S.Undeliverable,
        [(S.Submitted, V.VoidRequested)] = S.VoidRequested,
        [(S.Held, V.Released)] = S.Released,
        [(S.Held, V.Undeliverable)] = S.Undeliverable,
        [(S.Held, V.VoidRequested)] = S.VoidRequested,
        [(S.Limited, V.Submitted)] = S.Submitted,
        [(S.Limited, V.Released)] = S.Released,
        [(S.Limited, V.Undeliverable)] = S.Undeliverable,
        [(S.Limited, V.VoidRequested)] = S.VoidRequested,
        [(S.VoidRequested, V.Released)] = S.Released,
        [(S.VoidRequested, V.Undeliverable)] = S.Undeliverable,
        [(S.VoidRequested, V.Voided)] = S.Voided,
        [(S.Voided, V.Refunded)] = S.Refunded,
    };

    [Fact]
    public void Next_EveryStateAndEvent_IsAsTheTableSays()
    {
        foreach (var state in Enum.GetValues<S>())
        foreach (var @event in Enum.GetValues<V>())
        {
            if (Allowed.TryGetValue((state, @event), out var next)) TransferTransitions.Next(state, @event).ShouldBe(next);
            else Should.Throw<IllegalTransitionException>(() => TransferTransitions.Next(state, @event));
        }
    }

    [Fact]
    public void Next_FromReleased_NeverReachesRefunded()
    {
        foreach (var @event in Enum.GetValues<V>())
        {
            Should.Throw<IllegalTransitionException>(() => TransferTransitions.Next(S.Released, @event));
            Should.Throw<IllegalTransitionException>(() => TransferTransitions.Next(S.Refunded, @event));
        }
    }
}
