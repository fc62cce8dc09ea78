using System.Diagnostics;
using Bridge.Observability.Tracing;
using Shouldly;

namespace Bridge.Observability.Tests;

public sealed class TransferTraceTests
{
    private const string Bridge = "0xde1e375e31657a16638200de7029a1a432b7f18d28d46f7384925ea38f6982a6";

    private static readonly DateTimeOffset From = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Of_OneTransfer_IsOneTraceForEverybody()
    {
        TransferTrace.Of(Bridge, "1-2-7").ShouldBe(TransferTrace.Of(Bridge, "1-2-7"));
        // The layout: whoever derives it otherwise is in another trace. Computed with Python's hashlib.
        TransferTrace.Of(Bridge, "1-2-7").TraceId.ToHexString().ShouldBe("06109ef52bf2e6ec94342470f5658865");
        TransferTrace.Of(Bridge, "1-2-7").SpanId.ToHexString().ShouldBe("4efeabfb65fa4c35");
    }

    [Fact]
    public void Of_AnotherTransferOrBridge_IsAnotherTrace() =>
        new[] { TransferTrace.Of(Bridge, "1-2-7"), TransferTrace.Of(Bridge, "2-1-7"), TransferTrace.Of(Bridge, "1-2-8"), TransferTrace.Of("0xde", "1-2-7") }
            .Select(context => context.TraceId).Distinct().Count().ShouldBe(4);

    [Fact]
    public void Step_NobodyListens_CostsNothing()
    {
        TransferTrace.IsOn.ShouldBeFalse();
        TransferTrace.Begin("sign", Bridge, "1-2-7", From).ShouldBeNull();
    }

    [Fact]
    public void Step_SomebodyListens_StandsInTheTransfersTraceWithItsTimes()
    {
        var stopped = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == TransferTrace.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = stopped.Add,
        };
        ActivitySource.AddActivityListener(listener);

        TransferTrace.Step("relayer signing", Bridge, "1-2-7", From, From.AddSeconds(3));
        TransferTrace.Step("clocks apart", Bridge, "1-2-7", From, From.AddSeconds(-1));

        stopped.Select(step => step.TraceId).ShouldAllBe(trace => trace == TransferTrace.Of(Bridge, "1-2-7").TraceId);
        stopped.Select(step => step.ParentSpanId).ShouldAllBe(span => span == TransferTrace.Of(Bridge, "1-2-7").SpanId);
        stopped.Select(step => (step.OperationName, step.StartTimeUtc, step.Duration)).ShouldBe([
            ("relayer signing", From.UtcDateTime, TimeSpan.FromSeconds(3)), ("clocks apart", From.UtcDateTime, TimeSpan.FromTicks(1))]);
        stopped[0].GetTagItem("bridge.transfer").ShouldBe("1-2-7");
    }
}
