using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Bridge.Protocol;
using Bridge.Protocol.Deployments;
using Bridge.Protocol.GuardianApi;
using Bridge.Protocol.Transport;

namespace Bridge.Relayer.Signing;

/// <summary>A guardian over mutually authenticated TLS with pinned keys. It does not retry: the signing round decides whom to ask again, and when.</summary>
internal sealed class HttpGuardianClient : IGuardianClient, IDisposable
{
    private const int MaxAnswerBytes = 64 * 1024;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { MaxDepth = 8 };

    private readonly HttpClient _http;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;

    public HttpGuardianClient(GuardianDeployment guardian, X509Certificate2 own, TimeSpan timeout, TimeProvider time)
    {
        (Index, _timeout, _time) = (guardian.Index, timeout, time);
        // SECURITY: the pin of the deployment decides who is guardian i; an address alone names nobody.
        _http = new HttpClient(PinnedTls.CreateHandler(own, TlsPin.Parse(guardian.TlsPin)), disposeHandler: true)
        {
            BaseAddress = new Uri(guardian.Url.TrimEnd('/') + "/"),
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = MaxAnswerBytes,
        };
    }

    public ushort Index { get; }

    public Task<GuardianAnswer<CommitResponse>> CommitAsync(CommitRequest request, CancellationToken cancellationToken) =>
        PostAsync<CommitRequest, CommitResponse>(GuardianRoutes.Commit, request, cancellationToken);

    public Task<GuardianAnswer<SignResponse>> SignAsync(SignRequest request, CancellationToken cancellationToken) =>
        PostAsync<SignRequest, SignResponse>(GuardianRoutes.Sign, request, cancellationToken);

    public async Task<bool> IsAliveAsync(CancellationToken cancellationToken)
    {
        using var limit = Limit(cancellationToken);
        try
        {
            // An observation nobody has: any answer at all shows that the guardian is there.
            using var response = await _http.GetAsync(GuardianRoutes.Observation.Replace("{id}", "1-2-18446744073709551615", StringComparison.Ordinal).TrimStart('/'), limit.Token);
            return (int)response.StatusCode < 500;
        }
        catch (Exception e) when (IsNoAnswer(e, cancellationToken))
        {
            return false;
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<GuardianAnswer<TResponse>> PostAsync<TRequest, TResponse>(string route, TRequest request, CancellationToken cancellationToken)
        where TResponse : class
    {
        using var limit = Limit(cancellationToken);
        try
        {
            using var response = await _http.PostAsJsonAsync(route.TrimStart('/'), request, Json, limit.Token);
            if ((int)response.StatusCode >= 500) return new GuardianAnswer<TResponse>.Unreachable($"answered {(int)response.StatusCode}");
            if (response.StatusCode == HttpStatusCode.Conflict)
            {
                var refusal = await response.Content.ReadFromJsonAsync<RefusalResponse>(Json, limit.Token);
                return refusal is not null && Enum.IsDefined(refusal.Reason)
                    ? new GuardianAnswer<TResponse>.Refused(refusal.Reason, refusal.Detail ?? "")
                    : new GuardianAnswer<TResponse>.Malformed("a refusal without a known reason");
            }

            if (response.StatusCode == HttpStatusCode.TooManyRequests) return new GuardianAnswer<TResponse>.Refused(RefusalReason.RateLimited, "too many requests");
            // A guardian that was not told of this relayer is set up wrongly, it does not cheat.
            if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
                return new GuardianAnswer<TResponse>.Unreachable("it does not know this relayer's certificate");
            if (response.StatusCode != HttpStatusCode.OK) return new GuardianAnswer<TResponse>.Malformed($"answered {(int)response.StatusCode}");
            var value = await response.Content.ReadFromJsonAsync<TResponse>(Json, limit.Token);
            return value is null ? new GuardianAnswer<TResponse>.Malformed("an empty answer") : new GuardianAnswer<TResponse>.Accepted(value);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            return new GuardianAnswer<TResponse>.Malformed("an answer that is not of the agreed form");
        }
        catch (Exception e) when (IsNoAnswer(e, cancellationToken))
        {
            return new GuardianAnswer<TResponse>.Unreachable(e is OperationCanceledException ? $"no answer in {_timeout.TotalSeconds:0.#} s" : e.Message);
        }
    }

    private static bool IsNoAnswer(Exception e, CancellationToken cancellationToken) =>
        e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    private LimitedTime Limit(CancellationToken cancellationToken) => new(_timeout, _time, cancellationToken);

    /// <summary>A token that ends with the caller's or after a time.</summary>
    private sealed class LimitedTime : IDisposable
    {
        private readonly CancellationTokenSource _timer;
        private readonly CancellationTokenSource _either;

        public LimitedTime(TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
        {
            _timer = new CancellationTokenSource(timeout, time);
            _either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _timer.Token);
        }

        public CancellationToken Token => _either.Token;

        public void Dispose()
        {
            _either.Dispose();
            _timer.Dispose();
        }
    }
}
