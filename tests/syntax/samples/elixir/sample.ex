defprotocol Ledger.Printable do
  @doc "Turns a value into a line of the ledger."
  @spec print(t) :: String.t()
  def print(value)
end

defmodule Ledger do
  @moduledoc """
  Keeps the books.

  Every entry is booked twice.
  """

  use GenServer, restart: :transient
  import Ecto.Query, only: [from: 2]
  alias Ledger.{Entry, Account}
  alias Ledger.Storage.Disk, as: Store
  require Logger

  @behaviour Ledger.Book
  @limit 100
  @type amount :: integer | float
  @typep cache :: %{optional(atom) => amount}
  @callback close(year :: integer) :: :ok | {:error, term}

  defstruct [:name, entries: [], open?: true]

  defmodule Entry do
    @moduledoc false
    @enforce_keys [:debit]
    defstruct [:debit, :credit]

    @doc false
    def empty, do: %__MODULE__{debit: 0}
  end

  defmodule ClosedError do
    defexception message: "the year is closed"
  end

  @doc """
  Starts a ledger.

  ## Options

    * `:name` - how it is called
  """
  @spec start_link(keyword) :: GenServer.on_start()
  def start_link(opts \\ []) do
    GenServer.start_link(__MODULE__, opts, name: opts[:name])
  end

  @impl true
  def init(opts) do
    {:ok, %Ledger{name: Keyword.get(opts, :name)}}
  end

  @impl GenServer
  def handle_call({:book, entry}, _from, state) when is_map(entry) do
    case Store.put(state.name, entry) do
      {:ok, id} -> {:reply, id, state}
      {:error, reason} when reason in [:full, :closed] -> {:stop, reason, state}
      _ -> {:reply, nil, state}
    end
  end

  def handle_call(:total, _from, %{entries: []} = state), do: {:reply, 0, state}

  def handle_call(:total, _from, state) do
    {:reply, state.entries |> Enum.map(& &1.debit) |> Enum.sum() |> round_up(), state}
  end

  # Rounds money up.
  defp round_up(amount) when amount > 0 and is_float(amount), do: ceil(amount)
  defp round_up(amount), do: amount

  @doc "Books in one line."
  defmacro book(debit, do: block) do
    quote do
      Logger.debug("booking")
      Ledger.add(unquote(debit), unquote(block))
    end
  end

  defguard is_amount(value) when is_integer(value) or is_float(value)

  defdelegate close(year), to: Ledger.Year

  def left + right do
    if left == nil || right == nil, do: raise(ClosedError), else: Kernel.+(left, right)
  end

  @doc since: "1.2.0"
  def audit(
        %__MODULE__{} = ledger,
        checks
      ) do
    with {:ok, first} <- check(ledger, checks),
         :ok <- Account.verify(first) do
      for check <- checks, do: fn value -> check.(value) end
    else
      {:error, _} = error -> error
    end
  rescue
    error in [ClosedError] -> {:error, error}
  end
end

defimpl Ledger.Printable, for: Ledger.Entry do
  def print(entry), do: "#{entry.debit}\t#{entry.credit}"
end

defimpl Ledger.Printable, for: [Integer, Float] do
  def print(number), do: to_string(number)
end
