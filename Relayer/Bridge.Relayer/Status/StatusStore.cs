using System.Globalization;
using System.Threading.Channels;
using Bridge.Protocol;
using Bridge.Protocol.RelayerApi;
using Bridge.Relayer.Configuration;
using Bridge.Relayer.Intake;
using Bridge.Relayer.Queue;
using StackExchange.Redis;

namespace Bridge.Relayer.Status;

/// <summary>What relayers tell each other for the status page: when each step happened, and which of them has sent what.</summary>
/// <remarks>
/// One hash per transfer in Redis, each time written by whoever saw the step first. It is for display only: that a transfer is final or released is
/// taken from this relayer's own reads, whatever the hash says. After a wipe the times this relayer holds are written again; others are lost.
/// </remarks>
internal sealed class StatusStore(RedisConnection redis, RedisKeys keys, TransferBoard board, RelayerOptions options)
{
    private const int MaxText = 200;

    // Who says nothing of a wait does not overwrite who does; who wrote the state may take it back: a release that had no effect is not submitted any more.
    private const string Write = """
        for i = 6, #ARGV, 2 do redis.call('HSETNX', KEYS[1], ARGV[i], ARGV[i + 1]) end
        local rank = tonumber(redis.call('HGET', KEYS[1], 'rank') or '0') or 0
        local own = tonumber(ARGV[1])
        if own > rank or (own == rank and ARGV[3] ~= '') or redis.call('HGET', KEYS[1], 'who') == ARGV[5] then
          redis.call('HSET', KEYS[1], 'rank', ARGV[1], 'waiting', ARGV[3], 'until', ARGV[4], 'who', ARGV[5])
        end
        redis.call('EXPIRE', KEYS[1], ARGV[2])
        return 1
        """;

    private readonly Channel<TransferRecord> _changes = Channel.CreateBounded<TransferRecord>(new BoundedChannelOptions(10_000) { FullMode = BoundedChannelFullMode.DropOldest });

    public void Publish(TransferRecord record) => _changes.Writer.TryWrite(record);

    /// <summary>Writes everything again, after Redis came back empty.</summary>
    public void PublishAll()
    {
        foreach (var record in board.List(null, options.RetainedTransfers)) Publish(record);
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var record in _changes.Reader.ReadAllAsync(cancellationToken)) await WriteAsync(record);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The daemon stops.
        }
    }

    /// <summary>This relayer's record, completed by what others have told.</summary>
    public async Task<TransferStatus> CompleteAsync(TransferRecord record)
    {
        var own = record.ToStatus();
        if (redis.AwayFor > TimeSpan.Zero) return own;
        try
        {
            var fields = (string[])await redis.ExecuteAsync("HGETALL", keys.Status(record.Id));
            return StatusMerge.Merge(own, fields, options.Name);
        }
        catch (Exception e) when (e is RedisUnavailableException or RedisServerException)
        {
            return own;
        }
    }

    private async Task WriteAsync(TransferRecord record)
    {
        // What is not final here is told to nobody: it may vanish.
        if (record.State == TransferState.Observed || redis.AwayFor > TimeSpan.Zero) return;
        var arguments = new List<object>
        {
            StatusMerge.Rank(record.State), options.RedisRetentionHours * 3_600, record.WaitingFor == TransferBoard.Unworked ? "" : Cut(record.WaitingFor), record.WaitsUntil is { } until ? Text(until) : "", options.Name,
        };
        void Add(string field, DateTimeOffset? value)
        {
            if (value is { } time) arguments.AddRange([field, Text(time)]);
        }

        Add("locked", record.Times.Locked);
        Add("final", record.Times.Final);
        Add("signed", record.Times.Signed);
        Add("submitted", record.Times.Submitted);
        Add("released", record.Times.Released);
        Add("held", record.Times.Held);
        Add("voidrequested", record.Times.VoidRequested);
        Add("voided", record.Times.Voided);
        Add("refunded", record.Times.Refunded);
        if (record.RefundTransaction is { } refund) arguments.AddRange(["refundtx", Cut(refund)]);
        if (record.HoldTransaction is { } hold) arguments.AddRange(["holdtx", Cut(hold)]);
        // What was first told of a transfer that is held since was its hold: its payment has a field of its own.
        if (record.DestinationTransaction is { } transaction) arguments.AddRange([record.HoldTransaction is null ? "tx" : "paidtx", Cut(transaction)]);
        try
        {
            await redis.EvaluateAsync(Write, [keys.Status(record.Id)], [.. arguments]);
        }
        catch (Exception e) when (e is RedisUnavailableException or RedisServerException)
        {
            // Written again with the next change, or when Redis is back.
        }
    }

    private static string Text(DateTimeOffset time) => time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    private static string Cut(string? text) => text is null ? "" : text.Length <= MaxText ? text : text[..MaxText];
}
