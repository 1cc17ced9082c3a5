using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using Restaurant.Actors.Persistence;

namespace Restaurant.Tests.Support;

/// <summary>A file of one test's own.</summary>
public sealed class SqliteTestDatabase : TestDatabase
{
    public override string Event => "cast(message as text)";

    public override RestaurantDatabase Open() => SqliteDatabase.Open(Folder);

    protected override DbConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(Folder, "restaurant.db")};Pooling=false");
        connection.Open();
        connection.Execute("pragma busy_timeout = 5000");
        return connection;
    }
}
