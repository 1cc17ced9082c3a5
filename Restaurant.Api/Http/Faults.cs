using System.Data.Common;
using Restaurant.Actors.Gateway;
using Restaurant.Actors.Persistence;

namespace Restaurant.Api.Http;

/// <summary>Turns what is thrown into an answer that says nothing of our insides, and logs it once.</summary>
internal sealed class Faults(ILogger<Faults> log, OutageNotice outage, RestaurantDatabase? database = null)
{
    public async Task CatchAsync(HttpContext http, RequestDelegate next)
    {
        try
        {
            await next(http);
        }
        catch (Exception broken) when (broken is OperationCanceledException or IOException && http.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for an answer any more. That is the caller's right, and no fault.
        }
        catch (DbException unanswered) when (database?.IsOfAnotherShape(unanswered) == true)
        {
            // The tables that serve are another program's, and ours are being built beside them: health says so.
            log.LogDebug(unanswered, "{Method} {Path} was not served: the read tables are of another shape.", http.Request.Method, http.Request.Path);
            await AnswerAsync(http, Problem.ReadModelBehind);
        }
        catch (Exception unanswered) when (unanswered is DbException or OverloadedException)
        {
            var level = outage(unanswered) ? LogLevel.Debug : LogLevel.Error;
            log.Log(level, unanswered, "{Method} {Path} was not served: the database did not answer.", http.Request.Method, http.Request.Path);
            await AnswerAsync(http, Problem.Unavailable(http.Request));
        }
        catch (DamagedHistoryException damaged)
        {
            log.LogError(damaged, "{Method} {Path} was not served: the journal is damaged.", http.Request.Method, http.Request.Path);
            await AnswerAsync(http, Problem.Unavailable(http.Request));
        }
        catch (Exception fault)
        {
            log.LogError(fault, "{Method} {Path} failed.", http.Request.Method, http.Request.Path);
            await AnswerAsync(http, Problem.InternalError);
        }
    }

    private static Task AnswerAsync(HttpContext http, Problem problem)
    {
        if (http.Response.HasStarted)
        {
            // Half an answer is on its way; only a cut connection tells the caller that it is not whole.
            http.Abort();
            return Task.CompletedTask;
        }

        return http.RequestAborted.IsCancellationRequested ? Task.CompletedTask : problem.ExecuteAsync(http);
    }
}
