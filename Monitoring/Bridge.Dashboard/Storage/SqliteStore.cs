using System.Collections.Concurrent;
using Bridge.Protocol.Cryptography;
using Microsoft.Data.Sqlite;

namespace Bridge.Dashboard.Storage;

/// <summary>A store's file holds something that this program did not write, or that contradicts itself.</summary>
internal sealed class StoreException(string message, Exception? innerException = null) : Exception(message, innerException);

/// <summary>One SQLite file, written by one process: one writer at a time, readers beside it that never wait for it (WAL).</summary>
internal sealed class SqliteStore : IDisposable
{
    private const int Readers = 4;

    private readonly string _path;
    private readonly SqliteConnection _writer;
    private readonly Lock _gate = new();
    private readonly ConcurrentBag<SqliteConnection> _idle = [];
    private readonly SemaphoreSlim _turns = new(Readers);

    private SqliteStore(string path, SqliteConnection writer) => (_path, _writer) = (path, writer);

    /// <summary>Opens the file, or makes it, and brings its layout up to the last of <paramref name="layouts"/>: version i+1 is made by layouts[i].</summary>
    /// <param name="path">The file.</param>
    /// <param name="layouts">Statements that make each layout out of the one before.</param>
    /// <param name="durable">True: a transaction that returned is on disk. False: the file can be made again from elsewhere.</param>
    /// <exception cref="StoreException">The file is no store, or a newer one.</exception>
    public static SqliteStore Open(string path, IReadOnlyList<string> layouts, bool durable)
    {
        SQLitePCL.Batteries_V2.Init();
        if (!OperatingSystem.IsWindows() && !File.Exists(path)) SecretFile.Write(path, []);
        var writer = new SqliteConnection(ConnectionString(path, SqliteOpenMode.ReadWriteCreate));
        try
        {
            writer.Open();
            new StoreStatement(writer, null).Execute("PRAGMA journal_mode=WAL");
            new StoreStatement(writer, null).Execute(durable ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL");
            Migrate(writer, path, layouts);
            return new SqliteStore(path, writer);
        }
        catch (SqliteException e)
        {
            writer.Dispose();
            throw new StoreException($"cannot open {path}: {e.Message}", e);
        }
        catch (StoreException)
        {
            writer.Dispose();
            throw;
        }
    }

    /// <summary>Reads one consistent picture.</summary>
    public T Read<T>(Func<StoreStatement, T> read)
    {
        _turns.Wait();
        try
        {
            if (!_idle.TryTake(out var connection)) connection = OpenReader();
            try
            {
                using var transaction = connection.BeginTransaction(deferred: true);
                return read(new StoreStatement(connection, transaction));
            }
            finally
            {
                _idle.Add(connection);
            }
        }
        finally
        {
            _turns.Release();
        }
    }

    /// <summary>Runs one transaction: all of it is stored when this returns, or none of it when it throws.</summary>
    public T Write<T>(Func<StoreStatement, T> write)
    {
        lock (_gate)
        {
            using var transaction = _writer.BeginTransaction(deferred: false);
            var result = write(new StoreStatement(_writer, transaction));
            transaction.Commit();
            return result;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate) _writer.Dispose();
        while (_idle.TryTake(out var reader)) reader.Dispose();
        _turns.Dispose();
    }

    private SqliteConnection OpenReader()
    {
        var connection = new SqliteConnection(ConnectionString(_path, SqliteOpenMode.ReadOnly));
        connection.Open();
        return connection;
    }

    private static string ConnectionString(string path, SqliteOpenMode mode) =>
        new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, Mode = mode, DefaultTimeout = 10 }.ToString();

    private static void Migrate(SqliteConnection connection, string path, IReadOnlyList<string> layouts)
    {
        using var transaction = connection.BeginTransaction(deferred: false);
        var statement = new StoreStatement(connection, transaction);
        var version = (int)statement.Scalar<long>("PRAGMA user_version");
        if (version > layouts.Count) throw new StoreException($"{path} has layout {version}, this program knows up to {layouts.Count}");
        foreach (var layout in layouts.Skip(version)) statement.Execute(layout);
        if (version < layouts.Count) statement.Execute($"PRAGMA user_version={layouts.Count}");
        transaction.Commit();
    }
}
