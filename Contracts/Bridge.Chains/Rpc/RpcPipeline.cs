using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace Bridge.Chains.Rpc;

/// <summary>The retry policy of all RPC, in one place: retry, outside the circuit breaker, outside the timeout of one attempt.</summary>
internal static class RpcPipeline
{
    /// <summary>One attempt, through the endpoint's circuit breaker.</summary>
    internal static ResiliencePipeline Once(TimeProvider time, JsonRpcOptions options) => new ResiliencePipelineBuilder { TimeProvider = time }
        .AddCircuitBreaker(new CircuitBreakerStrategyOptions
        {
            ShouldHandle = TransportFailure(),
            FailureRatio = 0.5,
            MinimumThroughput = options.BreakerThroughput,
            SamplingDuration = options.BreakerWindow,
            BreakDuration = options.BreakerPause,
        })
        .AddTimeout(new TimeoutStrategyOptions { Timeout = options.AttemptTimeout })
        .Build();

    /// <summary>Several attempts through the same circuit breaker. An open circuit is not waited for: the caller has other sources.</summary>
    internal static ResiliencePipeline Retried(ResiliencePipeline once, TimeProvider time, JsonRpcOptions options) => options.Retries == 0
        ? once
        : new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = TransportFailure(),
                MaxRetryAttempts = options.Retries,
                Delay = options.RetryDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
            })
            .AddPipeline(once)
            .Build();

    private static PredicateBuilder<object> TransportFailure() => new PredicateBuilder().Handle<HttpRequestException>().Handle<IOException>().Handle<TimeoutRejectedException>();
}
