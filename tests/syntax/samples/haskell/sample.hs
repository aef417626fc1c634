{-# LANGUAGE GADTs #-}
{-# LANGUAGE TypeFamilies #-}

-- | A garden of plants.
module Garden.Beds
  ( Plant (..),
    Grows (..),
    water,
    module Garden.Soil,
  )
where

import Control.Monad (forM_, when)
import Data.Map.Strict (Map)
import qualified Data.Map.Strict as Map
import Garden.Soil hiding (dry)
import qualified System.IO

-- | How much water a plant takes.
type Litres = Double

-- | A plant, by its name.
data Plant
  = -- | It needs little.
    Cactus {spines :: Int, label :: String}
  | Fern !Litres
  | Tree
      { height :: Litres
      , leaves :: [Leaf]
      }
  deriving (Eq, Show)

newtype Leaf = Leaf {unLeaf :: String} deriving newtype (Eq, Show)

data Expr a where
  Lit :: Int -> Expr Int
  Add :: Expr Int -> Expr Int -> Expr Int

-- | What grows by itself.
class (Show a) => Grows a where
  type Speed a
  -- | One day passes.
  grow :: a -> Litres -> a
  grow plant _ = plant

  shrink :: a -> a

instance Grows Plant where
  type Speed Plant = Int
  grow (Fern wet) litres = Fern (wet + litres)
  grow (Tree h ls) litres
    | litres > 2 && h < 10 = Tree (h + 1) ls
    | otherwise = Tree h ls
  grow cactus _ = cactus
  shrink = id

instance Show (Expr a) where
  show (Lit n) = show n
  show (Add a b) = show a ++ "+" ++ show b

type family Season a :: * where
  Season Plant = Int
  Season Leaf = Bool

infixl 6 <+>

-- | Grafts one plant on another.
(<+>) :: Plant -> Plant -> Plant
Fern a <+> Fern b = Fern (a + b)
left <+> _ = left

-- | Waters every plant that is dry.
--
-- It never waters a cactus.
water ::
  (Monad m) =>
  (Plant -> m Bool) ->
  [Plant] ->
  m [Plant]
water isDry plants = do
  dry <- isDry (head plants)
  when dry $ log' "dry"
  case plants of
    [] -> pure []
    (p : ps)
      | dry -> (p :) <$> water isDry ps
      | otherwise -> pure ps
  where
    log' text = pure ()

count :: Map String Plant -> Int
count = Map.foldr step 0
  where
    step (Cactus {}) n = n
    step _ n = if n > 3 then n else n + 1

pairs, couples :: Int
pairs = 2
couples = let x = pairs; y = Map.size Map.empty in x `max` y

deriving instance Eq (Expr a)

main :: IO ()
main = forM_ [1 .. pairs] $ \i -> System.IO.print i
