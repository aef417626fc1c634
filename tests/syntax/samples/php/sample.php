<?php

declare(strict_types=1);

namespace Post\Office;

use DateTimeImmutable;
use Post\Address as Target;
use Post\Stamp\{First, Second as Slow};
use function Post\weigh;
use const Post\LIMIT;

const BATCH_MAX = 50;
define('OFFICE_OPEN', true);

/**
 * Anything that can be put in a bag.
 */
interface Carried extends \Countable, Weighed
{
    public const UNIT = 'g';

    public function weight(): int;
}

/**
 * How fast a letter travels.
 */
enum Speed: string implements HasLabel
{
    use Printable;

    case Fast = 'fast';
    case Slow = 'slow';

    const DEFAULT = self::Slow;

    public static function parse(string $text): self
    {
        return match (true) {
            $text === 'f', $text === 'fast' => self::Fast,
            default => self::Slow,
        };
    }
}

trait Logs
{
    protected ?Logger $logger = null;

    abstract protected function channel(): string;

    // Writes one line.
    private function log(string $line): void
    {
        $this->logger?->info($line);
    }
}

/**
 * Sends letters, a bag at a time.
 *
 * @template T of Carried
 */
#[Service(lazy: true)]
final class Mailer extends BaseMailer implements Sends, Stops
{
    use Logs, Target\Checks;

    private const RETRIES = 3, PAUSE_MS = 250;

    public readonly int $sent, $failed;
    private static array $pool = [];

    public function __construct(
        private readonly Carrier $carrier,
        protected ?Target $home = null,
        int ...$hours,
    ) {
        parent::__construct($hours);
        $this->sent = 0;
    }

    /** Sends one letter and says whether it arrived. */
    #[Retry(times: self::RETRIES)]
    public function send(Letter|Parcel $item, callable $then): bool
    {
        if ($item instanceof Parcel && !$item->isLight()) {
            return false;
        } elseif (weigh($item) > LIMIT) {
            throw new TooHeavy($item);
        }
        foreach ($item->stamps() as $stamp) {
            try {
                First::check($stamp);
            } catch (StampError $error) {
                $this->log($error->getMessage());
            }
        }
        $shorten = fn (string $text): string => \strlen($text) > 9 ? substr($text, 0, 9) : $text;
        $done = function () use ($then, $shorten): void {
            $then($shorten('sent'));
        };
        $done();

        return static::$pool[$item->id] ?? $this->carrier->take($item);
    }
}

/**
 * Sorts letters by weight.
 */
function sort_letters(array $letters): array
{
    usort($letters, fn ($a, $b) => $a->weight() <=> $b->weight());
    $listener = new class ($letters) extends Listener {
        public function heard(): bool
        {
            return true;
        }
    };

    return $letters;
}
