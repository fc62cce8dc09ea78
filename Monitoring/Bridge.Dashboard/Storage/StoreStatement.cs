using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace Bridge.Dashboard.Storage;

/// <summary>SQL on one connection, inside its transaction if there is one. Values are always parameters.</summary>
internal readonly struct StoreStatement
{
    private readonly SqliteConnection _connection;
    private readonly SqliteTransaction? _transaction;

    internal StoreStatement(SqliteConnection connection, SqliteTransaction? transaction) => (_connection, _transaction) = (connection, transaction);

    /// <summary>Runs a statement; the number of rows it changed.</summary>
    public int Execute(string sql, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        using var command = Command(sql, values);
        return command.ExecuteNonQuery();
    }

    /// <summary>The first column of the first row.</summary>
    /// <exception cref="StoreException">No row.</exception>
    public T Scalar<T>(string sql, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        using var command = Command(sql, values);
        return command.ExecuteScalar() is T value ? value : throw new StoreException("the store gave no value where there has to be one");
    }

    /// <summary>Every row.</summary>
    public IReadOnlyList<T> Rows<T>(string sql, Func<SqliteDataReader, T> row, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        using var command = Command(sql, values);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read()) rows.Add(row(reader));
        return rows;
    }

    [SuppressMessage("Security", "CA2100:Review SQL queries for security vulnerabilities", Justification = "Every statement is made of constants of this program; values are parameters.")]
    private SqliteCommand Command(string sql, ReadOnlySpan<(string Name, object? Value)> values)
    {
        var command = _connection.CreateCommand();
        command.Transaction = _transaction;
        command.CommandText = sql;
        foreach (var (name, value) in values) command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        return command;
    }
}
