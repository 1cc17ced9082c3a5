using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Restaurant.Actors.Gateway;
using Restaurant.Actors.Persistence;
using Restaurant.Api.Http;
using Restaurant.Tests.Support;

namespace Restaurant.Tests.Http;

public sealed class FaultsTests
{
    private readonly ErrorLog _log = new();

    public static TheoryData<Exception, int, string> Thrown => new()
    {
        { new InvalidOperationException("the secret"), 500, "INTERNAL_ERROR" },
        { new OperationCanceledException("the secret"), 500, "INTERNAL_ERROR" },
        { new SqliteException("the secret", 5), 503, "UNAVAILABLE" },
        { new OverloadedException("the secret"), 503, "UNAVAILABLE" },
        { new DamagedHistoryException("the secret"), 503, "UNAVAILABLE" },
    };

    [Theory]
    [MemberData(nameof(Thrown))]
    public async Task A_fault_is_logged_once_and_says_nothing_of_itself(Exception thrown, int status, string code)
    {
        var (answered, text) = await AnswerAsync(_ => throw thrown);

        Assert.Equal(status, answered.StatusCode);
        Assert.Contains($"\"code\":\"{code}\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
        Assert.Equal(status == 503, answered.Headers.ContainsKey("Retry-After"));
        Assert.Contains("secret", Assert.Single(_log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_that_goes_away_is_no_fault()
    {
        using var gone = new CancellationTokenSource();

        var (_, text) = await AnswerAsync(
            async http =>
            {
                await gone.CancelAsync();
                http.RequestAborted.ThrowIfCancellationRequested();
            },
            gone.Token);

        Assert.Empty(text);
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public async Task A_fault_is_logged_although_its_caller_has_gone_away()
    {
        using var gone = new CancellationTokenSource();

        await AnswerAsync(
            async _ =>
            {
                await gone.CancelAsync();
                throw new InvalidOperationException("the secret");
            },
            gone.Token);

        Assert.Contains("secret", Assert.Single(_log.Lines), StringComparison.Ordinal);
    }

    private async Task<(HttpResponse Response, string Text)> AnswerAsync(RequestDelegate next, CancellationToken aborted = default)
    {
        using var body = new MemoryStream();
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(_log));
        var http = new DefaultHttpContext { RequestAborted = aborted };
        http.Response.Body = body;
        await new Faults(loggers.CreateLogger<Faults>(), _ => false).CatchAsync(http, next);
        return (http.Response, Encoding.UTF8.GetString(body.ToArray()));
    }
}
