using Dapper;
using Microsoft.Data.Sqlite;

namespace Restaurant.Tests.Support;

/// <summary>A hand in the database of a node that is not running, or beside one that is.</summary>
public static class Sqlite
{
    public static void Execute(string directory, string sql)
    {
        using var connection = Open(directory);
        connection.Execute(sql);
    }

    public static T Scalar<T>(string directory, string sql)
    {
        using var connection = Open(directory);
        return connection.ExecuteScalar<T>(sql)!;
    }

    private static SqliteConnection Open(string directory)
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(directory, "restaurant.db")};Pooling=false");
        connection.Open();
        connection.Execute("pragma busy_timeout = 5000");
        return connection;
    }
}
