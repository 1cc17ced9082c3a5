using System.Data.Common;
using Dapper;
using Npgsql;
using Restaurant.Actors.Persistence;

namespace Restaurant.Tests.Support;

/// <summary>A database of one test's own on a server. Its language sorts texts otherwise than the program is to.</summary>
public sealed class PostgreSqlTestDatabase : TestDatabase
{
    // Which journal all tests have, but those that choose one.
    private static readonly (string, string)[] Journal = Environment.GetEnvironmentVariable("RESTAURANT_TEST_JOURNAL") is { } journal ? [("Restaurant:Journal", journal)] : [];

    private readonly string _server;
    private readonly bool _isShared;

    /// <param name="server">Connects to the server that it is made on, and goes with; null for the one that all tests share.</param>
    public PostgreSqlTestDatabase(string? server = null)
    {
        _isShared = server is null;
        _server = server ?? Environment.GetEnvironmentVariable("RESTAURANT_TEST_CONNECTION")
            ?? throw new InvalidOperationException("RESTAURANT_TEST_CONNECTION is not set: it connects to the server on which tests make their databases.");
        OnServer($"create database {Name} template template0 encoding utf8 locale_provider icu icu_locale 'en'");
    }

    /// <summary>What it is copied from must not be in use.</summary>
    public PostgreSqlTestDatabase(PostgreSqlTestDatabase copyOf)
    {
        (_server, _isShared) = (copyOf._server, copyOf._isShared);
        OnServer($"create database {Name} template {copyOf.Name}");
    }

    public string Name { get; } = $"restaurant_test_{Guid.CreateVersion7():N}";

    /// <summary>Of few connections: many databases are in use at once.</summary>
    public string ConnectionString => new NpgsqlConnectionStringBuilder(_server) { Database = Name, MaxPoolSize = 15 }.ConnectionString;

    public override IReadOnlyList<(string Key, string Value)> Settings =>
        [.. base.Settings, ("Restaurant:Database", "PostgreSql"), ("ConnectionStrings:Restaurant", ConnectionString), .. Journal];

    public override string Event => "convert_from(message, 'UTF8')::json";

    public override RestaurantDatabase Open() => Task.Run(() => PostgreSqlDatabase.OpenAsync(ConnectionString, CancellationToken.None)).GetAwaiter().GetResult();

    public override void Dispose()
    {
        if (_isShared)
        {
            OnServer($"drop database if exists {Name} with (force)");
        }

        base.Dispose();
    }

    protected override DbConnection Connect()
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false, SearchPath = "read, public" }.ConnectionString);
        connection.Open();
        return connection;
    }

    /// <summary>Runs one of the server's own tools on it, such as psql.</summary>
    public void Run(string tool, params string[] arguments)
    {
        var given = new NpgsqlConnectionStringBuilder(ConnectionString);
        PostgreSqlServer.Run(tool, [$"--dbname=host={given.Host} port={given.Port} user={given.Username} password={given.Password} dbname={given.Database}", .. arguments]);
    }

    /// <summary>A hand on the server, for what cannot be done from within the database.</summary>
    public void OnServer(string sql)
    {
        // Not out of the pool: the server may have been away since.
        using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_server) { Pooling = false }.ConnectionString);
        connection.Open();
        connection.Execute(sql);
    }
}
