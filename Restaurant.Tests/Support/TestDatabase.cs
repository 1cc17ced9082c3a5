using System.Data.Common;
using Dapper;
using Restaurant.Actors.Persistence;

namespace Restaurant.Tests.Support;

/// <summary>
/// A database of one test's own, gone with it: a file, or with <c>RESTAURANT_TEST_DATABASE=PostgreSql</c> a database on the server that
/// <c>RESTAURANT_TEST_CONNECTION</c> connects to, whose user must be allowed to make databases.
/// </summary>
public abstract class TestDatabase : IDisposable
{
    public static readonly bool IsPostgreSql = Environment.GetEnvironmentVariable("RESTAURANT_TEST_DATABASE") == "PostgreSql";

    private readonly TemporaryDirectory _directory = new();

    public static TestDatabase Create() => IsPostgreSql ? new PostgreSqlTestDatabase() : new SqliteTestDatabase();

    /// <summary>A directory for a program that uses the database. SQLite's file lies in it.</summary>
    public string Folder => _directory.Path;

    /// <summary>What makes a program use it.</summary>
    public virtual IReadOnlyList<(string Key, string Value)> Settings => [("Restaurant:DataDirectory", Folder)];

    /// <summary>The same as arguments.</summary>
    public string[] Arguments => [.. Settings.Select(setting => $"--{setting.Key}={setting.Value}")];

    /// <summary>An expression: the JSON text of a row of the journal, out of which <c>-&gt;&gt;</c> takes members.</summary>
    public abstract string Event { get; }

    public abstract RestaurantDatabase Open();

    /// <summary>A hand in the database of a node that is not running, or beside one that is.</summary>
    public void Execute(string sql, object? parameters = null)
    {
        using var connection = Connect();
        connection.Execute(sql, parameters);
    }

    public T Scalar<T>(string sql)
    {
        using var connection = Connect();
        return connection.ExecuteScalar<T>(sql)!;
    }

    public virtual void Dispose()
    {
        _directory.Dispose();
        GC.SuppressFinalize(this);
    }

    protected abstract DbConnection Connect();
}
