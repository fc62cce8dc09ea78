using Bridge.Observability;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using StackExchange.Redis;

namespace Bridge.Relayer.Queue;

/// <summary>Redis did not answer. Never a reason to stop: it is a queue and a cache.</summary>
internal sealed class RedisUnavailableException(string message, Exception? innerException = null) : Exception(message, innerException);

/// <summary>
/// The one door to Redis: every command is tried at most three times in about a second, a circuit breaker keeps a dead Redis from costing that
/// second on every call, and the outcome is either an answer, an error that Redis itself gave, or <see cref="RedisUnavailableException"/>.
/// </summary>
internal sealed partial class RedisConnection : IAsyncDisposable
{
    private const string Part = "redis";
    private static readonly TimeSpan RenewAfter = TimeSpan.FromSeconds(5);

    private readonly ConfigurationOptions _configuration;
    private readonly TimeProvider _time;
    private readonly ProblemBoard _problems;
    private readonly ILogger _logger;
    private readonly ResiliencePipeline _pipeline;
    private readonly SemaphoreSlim _connecting = new(1, 1);
    private readonly string _channel;
    private ConnectionMultiplexer? _connection;
    private DateTimeOffset _connectedAt;
    private DateTimeOffset? _awaySince;

    public RedisConnection(string endpoint, string channel, TimeProvider time, ProblemBoard problems, ILogger<RedisConnection> logger)
    {
        (_channel, _time, _problems, _logger) = (channel, time, problems, logger);
        _configuration = new ConfigurationOptions
        {
            EndPoints = { endpoint },
            AbortOnConnectFail = false,
            ConnectTimeout = 1_000,
            SyncTimeout = 1_000,
            ConnectRetry = 1,
            ReconnectRetryPolicy = new LinearRetry(200),
            ClientName = "relayer",
        };
        var transient = new PredicateBuilder().Handle<RedisConnectionException>().Handle<TimeoutException>().Handle<RedisTimeoutException>();
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = transient,
                MaxRetryAttempts = 2,
                Delay = TimeSpan.FromMilliseconds(30),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
            })
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                ShouldHandle = transient,
                MinimumThroughput = 6,
                FailureRatio = 0.9,
                SamplingDuration = TimeSpan.FromSeconds(2),
                BreakDuration = TimeSpan.FromMilliseconds(500),
            })
            .Build();
    }

    /// <summary>Raised when another process says that the queue has changed.</summary>
    public event Action? Woken;

    /// <summary>Raised when Redis is back after it was away: what it held may be gone.</summary>
    public event Action? Restored;

    /// <summary>How long Redis has been away; zero when it answers.</summary>
    public TimeSpan AwayFor => _awaySince is { } since ? _time.GetUtcNow() - since : TimeSpan.Zero;

    /// <exception cref="RedisUnavailableException">No answer, or a server that cannot be used (loading, out of memory, read-only, no permission).</exception>
    /// <exception cref="RedisServerException">The consumer group is missing or there, or a key has another type.</exception>
    public async Task<RedisResult> ExecuteAsync(string command, params object[] arguments)
    {
        try
        {
            var result = await _pipeline.ExecuteAsync(async _ =>
            {
                var connection = await ConnectAsync();
                return await connection.GetDatabase().ExecuteAsync(command, arguments);
            });
            Answered();
            return result;
        }
        catch (RedisServerException e) when (RedisErrors.IsAboutOurKeys(e))
        {
            Answered();
            throw;
        }
        catch (Exception e) when (e is RedisConnectionException or TimeoutException or BrokenCircuitException or ObjectDisposedException or RedisServerException)
        {
            await AwayAsync(e);
            throw new RedisUnavailableException("redis does not answer", e);
        }
    }

    /// <summary>Runs a Lua script: several commands as one step.</summary>
    public Task<RedisResult> EvaluateAsync(string script, IReadOnlyList<string> keys, params object[] arguments) =>
        ExecuteAsync("EVAL", [script, keys.Count, .. keys, .. arguments]);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _connection, null) is { } connection) await connection.CloseAsync(allowCommandsToComplete: false);
        _connecting.Dispose();
    }

    private async Task<ConnectionMultiplexer> ConnectAsync()
    {
        if (_connection is { } ready) return ready;
        await _connecting.WaitAsync();
        try
        {
            if (_connection is { } meanwhile) return meanwhile;
            var connection = await ConnectionMultiplexer.ConnectAsync(_configuration);
            _connectedAt = _time.GetUtcNow();
            await connection.GetSubscriber().SubscribeAsync(_channel, (_, _) => Woken?.Invoke());
            return _connection = connection;
        }
        finally
        {
            _connecting.Release();
        }
    }

    private void Answered()
    {
        if (_awaySince is null) return;
        _awaySince = null;
        if (_problems.Clear(Part)) Log.Restored(_logger);
        Restored?.Invoke();
    }

    private async Task AwayAsync(Exception e)
    {
        var now = _time.GetUtcNow();
        _awaySince ??= now;
        if (_problems.Raise(Part, "does not answer; working from the chains alone")) Log.Away(_logger, e.Message);

        // A client that does not find back by itself is replaced.
        if (_connection is { } stale && now - _connectedAt > RenewAfter && now - _awaySince > RenewAfter
            && Interlocked.CompareExchange(ref _connection, null, stale) == stale)
        {
            await stale.CloseAsync(allowCommandsToComplete: false);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1301, Level = LogLevel.Warning, Message = "redis does not answer, working from the chains alone: {Reason}")]
        public static partial void Away(ILogger logger, string reason);

        [LoggerMessage(EventId = 1302, Level = LogLevel.Information, Message = "redis answers again")]
        public static partial void Restored(ILogger logger);
    }
}
